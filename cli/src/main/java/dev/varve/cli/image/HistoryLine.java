package dev.varve.cli.image;

import dev.varve.api.HistoryRow;
import dev.varve.cli.command.GoTime;
import dev.varve.cli.command.Names;
import dev.varve.cli.command.Rows;
import dev.varve.cli.output.Ellipsis;
import dev.varve.cli.output.HumanDuration;
import dev.varve.cli.output.HumanSize;
import dev.varve.cli.template.Fields;

import java.util.List;

/// One line of an image's history.
record HistoryLine(HistoryRow row, boolean human, boolean cut, long now) implements Fields {
    /// Build tools that aim at equal bytes set times to 1970 or 1980, which say nothing.
    private static final long FIRST_BELIEVED = 946_684_800;

    private static final int CREATED_BY_WIDTH = 45;

    private static final List<String> NAMES =
            List.of("Comment", "CreatedAt", "CreatedBy", "CreatedSince", "ID", "Size");

    static final Fields HEADERS =
            new Rows.Headers(
                    NAMES,
                    List.of("COMMENT", "CREATED AT", "CREATED BY", "CREATED", "IMAGE", "SIZE"));

    String id() {
        return cut ? Names.shortId(row.id()) : row.id();
    }

    String createdAt() {
        return GoTime.rfc3339(row.created());
    }

    String createdSince() {
        if (!human) {
            return createdAt();
        }
        return row.created() <= FIRST_BELIEVED
                ? "N/A"
                : HumanDuration.of(now - row.created()) + " ago";
    }

    String createdBy() {
        String command = row.createdBy().replace('\t', ' ');
        return cut ? Ellipsis.cut(command, CREATED_BY_WIDTH) : command;
    }

    String size() {
        return human ? HumanSize.three(row.size()) : Long.toString(row.size());
    }

    @Override
    public List<String> names() {
        return NAMES;
    }

    @Override
    public Object field(String name) {
        return switch (name) {
            case "Comment" -> row.comment();
            case "CreatedAt" -> createdAt();
            case "CreatedBy" -> createdBy();
            case "CreatedSince" -> createdSince();
            case "ID" -> id();
            case "Size" -> size();
            default -> throw new IllegalArgumentException("no field " + name);
        };
    }
}
