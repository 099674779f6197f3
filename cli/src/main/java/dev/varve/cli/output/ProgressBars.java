package dev.varve.cli.output;

import dev.varve.api.ProgressMessage;
import dev.varve.api.ProgressMessage.Detail;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Progress on a terminal: a line for each layer that is redrawn in place, and below them a total
/// with speed and time left. A message without an ID stands for good above what follows it.
public final class ProgressBars implements ProgressView {
    private static final String ERASE_LINE = "\u001b[2K";
    private static final int BAR_CELLS = 50;
    private static final int BAR_MIN_COLUMNS = 110;
    private static final long REDRAW_NANOS = 50_000_000;
    private static final long NANOS = 1_000_000_000;

    /// The latest state of a layer. Bytes that were downloaded stay counted when it is extracted.
    private record Layer(String status, Detail detail, long downloaded, long size) {
        static final Layer NEW = new Layer("", new Detail(0, 0), 0, 0);

        Layer next(String status, Detail detail) {
            if (moves(status)) {
                return new Layer(status, detail, detail.current(), Math.max(size, detail.total()));
            }
            boolean complete =
                    status.equals("Download complete")
                            || status.equals("Extracting")
                            || status.equals("Pull complete")
                            || status.equals("Pushed");
            return new Layer(status, detail, complete ? size : downloaded, size);
        }
    }

    /// Whether bytes come or go in this state, of which the total is made.
    private static boolean moves(String status) {
        return switch (status) {
            case "Downloading", "Pushing", "Loading layer", "Importing" -> true;
            default -> false;
        };
    }

    private final Output out;
    private final int columns;
    private final LongSupplier nanoTime;
    private final Map<String, Layer> layers = new LinkedHashMap<>();
    private int drawn;
    private long started = -1;
    private long redrawn;
    private boolean pending;

    /// @param nanoTime a clock, [System#nanoTime]
    public ProgressBars(Output out, int columns, LongSupplier nanoTime) {
        this.out = out;
        this.columns = columns;
        this.nanoTime = nanoTime;
    }

    @Override
    public void show(ProgressMessage message) throws Output.Closed {
        if (message.aux().isPresent()) {
            return;
        }
        Optional<Detail> detail = message.progressDetail();
        if (message.id().isEmpty() || detail.isEmpty()) {
            settle();
            String id = message.id().isEmpty() ? "" : Escaped.line(message.id()) + ": ";
            String text = message.stream().isEmpty() ? message.status() : message.stream();
            out.line(id + Escaped.line(text.stripTrailing()));
            out.flush();
            return;
        }
        Layer before = layers.getOrDefault(message.id(), Layer.NEW);
        if (started < 0 && moves(message.status())) {
            started = nanoTime.getAsLong();
        }
        layers.put(message.id(), before.next(message.status(), detail.get()));
        pending = true;
        boolean news = !before.status().equals(message.status());
        if (news || nanoTime.getAsLong() - redrawn >= REDRAW_NANOS) {
            draw(true);
        }
    }

    @Override
    public void end() throws Output.Closed {
        settle();
        out.flush();
    }

    /// Leaves the layers as they stand, without the total, and starts afresh below them.
    private void settle() throws Output.Closed {
        if (pending || drawn > 0) {
            draw(false);
        }
        layers.clear();
        drawn = 0;
        started = -1;
    }

    private void draw(boolean withTotal) throws Output.Closed {
        StringBuilder text = new StringBuilder();
        if (drawn > 0) {
            text.append("\u001b[").append(drawn).append('A');
        }
        for (Map.Entry<String, Layer> entry : layers.entrySet()) {
            line(text, layerLine(entry.getKey(), entry.getValue()));
        }
        int lines = layers.size();
        String total = withTotal ? totalLine() : "";
        if (!total.isEmpty()) {
            line(text, total);
            lines++;
        } else if (drawn > lines) {
            text.append(ERASE_LINE);
        }
        drawn = lines;
        redrawn = nanoTime.getAsLong();
        pending = false;
        out.print(text.toString());
        out.flush();
    }

    /// Cut to the width, as a line that wraps would upset the count of lines.
    private void line(StringBuilder text, String line) {
        int width = Math.max(10, columns) - 1;
        int length = line.codePointCount(0, line.length());
        text.append(ERASE_LINE)
                .append(
                        length > width
                                ? line.substring(0, line.offsetByCodePoints(0, width))
                                : line)
                .append("\r\n");
    }

    private String layerLine(String id, Layer layer) {
        String start = Escaped.line(id) + ": " + Escaped.line(layer.status());
        Detail detail = layer.detail();
        if (detail.current() <= 0 && detail.total() <= 0) {
            return start;
        }
        if (detail.total() <= 0 || detail.current() > detail.total()) {
            return start + " " + padded(HumanSize.four(detail.current()));
        }
        return start
                + " "
                + bar(detail.current(), detail.total())
                + padded(HumanSize.four(detail.current()))
                + "/"
                + HumanSize.four(detail.total());
    }

    private String bar(long current, long total) {
        if (columns <= BAR_MIN_COLUMNS) {
            return "";
        }
        int filled = (int) (BAR_CELLS * (double) current / total);
        StringBuilder bar = new StringBuilder("[").repeat('=', filled);
        if (filled < BAR_CELLS) {
            bar.append('>').repeat(' ', BAR_CELLS - filled - 1);
        }
        return bar.append("] ").toString();
    }

    private static String padded(String text) {
        return " ".repeat(Math.max(0, 8 - text.length())) + text;
    }

    /// `Total: 12.3MB/45.6MB 10.2MB/s 4s left`, or "" while nothing is being downloaded.
    private String totalLine() {
        long done = 0;
        long size = 0;
        for (Layer layer : layers.values()) {
            done += layer.downloaded();
            size += layer.size();
        }
        if (started < 0 || size == 0) {
            return "";
        }
        StringBuilder text = new StringBuilder("Total: ");
        text.append(HumanSize.four(done)).append('/').append(HumanSize.four(size));
        double seconds = (nanoTime.getAsLong() - started) / (double) NANOS;
        if (seconds >= 0.2 && done > 0) {
            long speed = (long) (done / seconds);
            text.append("  ").append(HumanSize.three(speed)).append("/s");
            if (done < size && speed > 0) {
                text.append("  ").append(timeLeft((size - done + speed - 1) / speed));
            }
        }
        return text.toString();
    }

    private static String timeLeft(long seconds) {
        if (seconds < 60) {
            return seconds + "s left";
        }
        return seconds < 3600
                ? seconds / 60 + "m" + seconds % 60 + "s left"
                : seconds / 3600 + "h" + seconds / 60 % 60 + "m left";
    }
}
