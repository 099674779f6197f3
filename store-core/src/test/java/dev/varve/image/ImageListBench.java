package dev.varve.image;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// What choosing and sorting the rows of a list of 10,000 images costs. Run by `bin/bench-kernels`.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ImageListBench {
    @Param({"none", "label=k=7", "reference=team/app-1*:v?", "dangling=true"})
    public String filter = "";

    private final List<StoredImage> images =
            IntStream.range(0, 10_000).mapToObj(ImageListBench::image).toList();
    private ImageFilters filters = ImageFilters.NONE;

    private static StoredImage image(int number) {
        return SampleImage.named("image" + number)
                .refs("team/app-" + number + ":v1", "team/app-" + number + "@digest" + number)
                .labels(Map.of("k", String.valueOf(number % 10), "maintainer", "someone"))
                .layers("l" + number, 10, 20)
                .build();
    }

    @Setup
    public void parse() {
        if (!filter.equals("none")) {
            int end = filter.indexOf('=');
            Map<String, List<String>> given =
                    Map.of(filter.substring(0, end), List.of(filter.substring(end + 1)));
            filters = ImageFilters.forList(given, Clock.systemUTC());
        }
    }

    @Benchmark
    public List<ImageSummary> list() {
        return ImageListing.list(images, filters, false, false, name -> images.getFirst());
    }
}
