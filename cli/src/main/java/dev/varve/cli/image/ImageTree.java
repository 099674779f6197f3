package dev.varve.cli.image;

import static dev.varve.cli.json.JsonFields.map;
import static dev.varve.cli.json.JsonFields.number;
import static dev.varve.cli.json.JsonFields.text;

import dev.varve.cli.command.Names;
import dev.varve.cli.command.Notes;
import dev.varve.cli.command.Session;
import dev.varve.cli.json.JsonFields;
import dev.varve.cli.output.Ellipsis;
import dev.varve.cli.output.Escaped;
import dev.varve.cli.output.HumanSize;
import dev.varve.cli.output.Output;
import dev.varve.cli.output.Style;
import dev.varve.cli.output.Terminal;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// `image ls --tree`: an image's names, and below them its platforms where the daemon keeps
/// several.
final class ImageTree {
    private static final String GAP = "   ";
    private static final int MINIMUM_WIDTH = 20;
    private static final int MINIMUM_NAME = 12;
    private static final String IN_USE_PLAIN = "U";
    private static final String IN_USE_FANCY = "\u001b[38;5;0m\u001b[48;5;14m U \u001b[0m";

    private record Details(String id, String diskUsage, String contentSize, boolean inUse) {}

    private record Platform(String name, boolean available, Details details) {}

    private record Image(
            List<String> names, long created, Details details, List<Platform> platforms) {}

    private final Session session;
    private final Output out;
    private final boolean terminal;
    private final int width;

    /// Of the columns after the first, as many as there is room for.
    private int columns = 4;

    private int nameWidth;
    private boolean anyInUse;

    ImageTree(Session session) {
        this.session = session;
        this.out = session.out();
        this.terminal = out.isTerminal();
        this.width =
                Math.max(MINIMUM_WIDTH, terminal ? Terminal.columns(session.environment()) : 80);
    }

    void print(boolean all, String filters) throws Output.Closed {
        List<Image> images = new ArrayList<>();
        if (session.images().listWithManifests(all, filters) instanceof List<?> list) {
            for (Object element : list) {
                Image image = image((Map<?, ?>) element);
                if (all || !isDangling((Map<?, ?>) element)) {
                    images.add(image);
                }
            }
        }
        images.sort(Comparator.comparingLong(Image::created).reversed());
        anyInUse = images.stream().anyMatch(image -> image.details().inUse());
        out.line(
                coloured(
                        "WARNING: This is an experimental feature. The output may change and"
                                + " shouldn't be depended on.",
                        Style.LIGHT_YELLOW));
        printLegend();
        measure(images);
        printHeader();
        boolean spaced = images.stream().anyMatch(image -> !image.platforms().isEmpty());
        for (Image image : images) {
            printImage(image, spaced);
        }
    }

    private static boolean isDangling(Map<?, ?> image) {
        return names(image.get("RepoTags")).isEmpty() && names(image.get("RepoDigests")).isEmpty();
    }

    private static Image image(Map<?, ?> json) {
        List<Platform> platforms = new ArrayList<>();
        long content = 0;
        boolean inUse = number(json.get("Containers")) > 0;
        if (json.get("Manifests") instanceof List<?> manifests) {
            for (Object element : manifests) {
                Map<?, ?> manifest = map(element);
                content += number(map(manifest.get("Size")).get("Content"));
                if ("image".equals(manifest.get("Kind"))) {
                    Platform platform = platform(manifest);
                    platforms.add(platform);
                    inUse |= platform.details().inUse();
                }
            }
        }
        Details details =
                new Details(
                        text(json.get("Id")),
                        HumanSize.three(number(json.get("Size"))),
                        HumanSize.three(content),
                        inUse);
        return new Image(
                names(json.get("RepoTags")), number(json.get("Created")), details, platforms);
    }

    private static Platform platform(Map<?, ?> manifest) {
        Map<?, ?> data = map(manifest.get("ImageData"));
        Map<?, ?> platform = map(data.get("Platform"));
        String name = text(platform.get("os"));
        for (String part : List.of("architecture", "variant")) {
            name += text(platform.get(part)).isEmpty() ? "" : "/" + text(platform.get(part));
        }
        boolean inUse = data.get("Containers") instanceof List<?> list && !list.isEmpty();
        Map<?, ?> size = map(manifest.get("Size"));
        return new Platform(
                name.isEmpty() ? "unknown" : name,
                Boolean.TRUE.equals(manifest.get("Available")),
                new Details(
                        text(manifest.get("ID")),
                        HumanSize.three(number(size.get("Total"))),
                        HumanSize.three(number(size.get("Content"))),
                        inUse));
    }

    private void printLegend() throws Output.Closed {
        String chip = terminal ? IN_USE_FANCY : IN_USE_PLAIN;
        int taken = Notes.headerWidth(terminal) + (terminal ? 3 : 1) + "  In Use ".length();
        String legend = Notes.header(terminal) + " " + chip + " In Use ";
        out.line(" ".repeat(Math.max(0, width - taken)) + legend);
        out.line("");
    }

    /// As wide a first column as the names need, and as many others as there is room for.
    private void measure(List<Image> images) {
        int room = width;
        for (int column = 0; column < columns; column++) {
            int taken = columnWidth(column) + GAP.length();
            if (room - taken < MINIMUM_NAME) {
                columns = column;
                break;
            }
            room -= taken;
        }
        int widest = "Image".length();
        for (Image image : images) {
            for (String name : image.names()) {
                widest = Math.max(widest, name.length());
            }
            for (Platform platform : image.platforms()) {
                widest = Math.max(widest, platform.name().length() + 3);
            }
        }
        nameWidth = Math.min(room, widest);
    }

    private int columnWidth(int column) {
        return switch (column) {
            case 0, 2 -> 12;
            case 1 -> 10;
            default -> "Extra".length();
        };
    }

    private void printHeader() throws Output.Closed {
        StringBuilder line = new StringBuilder(left(title("Image"), "Image", nameWidth));
        List<String> titles = List.of("ID", "Disk usage", "Content size", "Extra");
        for (int column = 0; column < columns; column++) {
            String name = titles.get(column);
            int cells = columnWidth(column);
            line.append(GAP);
            line.append(
                    isNumber(column)
                            ? right(title(name), name, cells)
                            : left(title(name), name, cells));
        }
        out.line(line.toString());
    }

    /// Bold on a pipe too, as docker has it.
    private static String title(String name) {
        return Style.DEFAULT.with(Style.BOLD, name.toUpperCase(Locale.ROOT));
    }

    private void printImage(Image image, boolean spaced) throws Output.Closed {
        List<String> names = new ArrayList<>(image.names());
        names.sort(Comparator.comparingInt(String::length).reversed());
        if (names.isEmpty()) {
            String shown = fitted("<untagged>");
            out.print(
                    left(
                            terminal ? Style.DEFAULT.with(Style.FAINT, shown) : shown,
                            shown,
                            nameWidth));
        }
        for (int i = 0; i < names.size(); i++) {
            boolean last = i == names.size() - 1;
            String name = Escaped.line(names.get(i));
            String shown = last ? fitted(name) : Ellipsis.runes(name, terminal ? width : 0);
            String fancy = terminal ? Style.BLUE.with(Style.BOLD, shown) : shown;
            out.print(last ? left(fancy, shown, nameWidth) : fancy + "\n");
        }
        printDetails(image.details(), terminal ? Style.DEFAULT : null, false);
        out.print(spaced ? "\n" : "");
        for (int i = 0; i < image.platforms().size(); i++) {
            Platform platform = image.platforms().get(i);
            String branch = i == image.platforms().size() - 1 ? "└─ " : "├─ ";
            String shown = fitted(branch + Escaped.line(platform.name()));
            boolean faint = terminal && !platform.available();
            out.print(
                    left(
                            coloured(shown, terminal ? Style.DEFAULT : null, faint),
                            shown,
                            nameWidth));
            printDetails(platform.details(), terminal ? Style.DEFAULT : null, faint);
            out.print("\n");
        }
        out.print("\n");
    }

    private void printDetails(Details details, @Nullable Style style, boolean faint)
            throws Output.Closed {
        List<String> values =
                List.of(
                        Escaped.line(Names.shortId(details.id())),
                        details.diskUsage(),
                        details.contentSize());
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < Math.min(3, columns); column++) {
            String value = values.get(column);
            String shown = coloured(value, style, faint);
            int cells = columnWidth(column);
            line.append(GAP);
            line.append(isNumber(column) ? right(shown, value, cells) : left(shown, value, cells));
        }
        if (columns == 4) {
            String plain = !anyInUse ? "" : details.inUse() ? IN_USE_PLAIN : " ";
            String chip = plain;
            int cells = plain.length();
            if (terminal && anyInUse) {
                chip = details.inUse() ? IN_USE_FANCY : "   ";
                cells = 3;
            }
            line.append(GAP).append(chip).append(" ".repeat(columnWidth(3) - cells));
        }
        out.print(line.toString());
    }

    private static boolean isNumber(int column) {
        return column == 1 || column == 2;
    }

    private String fitted(String text) {
        return Ellipsis.cells(text) > nameWidth ? Ellipsis.runes(text, nameWidth) : text;
    }

    private String coloured(String text, Style style) {
        return terminal ? style.apply(text) : text;
    }

    private static String coloured(String text, @Nullable Style style, boolean faint) {
        if (style == null) {
            return text;
        }
        return faint ? style.with(Style.FAINT, text) : style.apply(text);
    }

    private static String left(String shown, String plain, int cells) {
        return shown + " ".repeat(Math.max(0, cells - Ellipsis.cells(plain)));
    }

    private static String right(String shown, String plain, int cells) {
        return " ".repeat(Math.max(0, cells - Ellipsis.cells(plain))) + shown;
    }

    /// An old daemon says `<none>` where it has no name.
    private static List<String> names(@Nullable Object value) {
        List<String> names = JsonFields.texts(value);
        names.removeIf(name -> name.startsWith("<none>"));
        return names;
    }
}
