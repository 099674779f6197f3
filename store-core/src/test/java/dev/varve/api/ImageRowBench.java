package dev.varve.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// What the answer of `GET /images/json` with 10,000 images costs: writing it from its rows, as the
/// daemon does, and reading it, as the command line does. Run by `bin/bench-kernels`.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ImageRowBench {
    private static final ApiVersion VERSION = new ApiVersion(1, 51);

    private final JsonFactory factory = new JsonFactory();
    private final List<ImageRow> rows =
            IntStream.range(0, 10_000).mapToObj(ImageRowBench::row).toList();
    private byte[] answer = {};

    private static ImageRow row(int number) {
        String digest = String.format("sha256:%064x", number);
        return new ImageRow(
                0,
                1_700_000_000 + number,
                digest,
                Map.of("maintainer", "someone <s@example.org>"),
                "",
                List.of("team/app-" + number + "@" + digest),
                List.of("team/app-" + number + ":v1"),
                -1,
                12_345_678);
    }

    @Setup
    public void write() throws IOException {
        answer = writeList();
    }

    @Benchmark
    public byte[] writeList() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 20);
        try (JsonGenerator json = factory.createGenerator(out)) {
            json.writeStartArray();
            for (ImageRow row : rows) {
                row.write(json, VERSION);
            }
            json.writeEndArray();
        }
        return out.toByteArray();
    }

    @Benchmark
    public List<ImageRow> readList() throws IOException {
        try (JsonInput in = JsonInput.of(new ByteArrayInputStream(answer))) {
            return ImageRow.readList(in);
        }
    }
}
