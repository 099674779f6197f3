package dev.varve.storage.tar;

import dev.varve.storage.ActiveLayer;
import dev.varve.storage.LayerKey;
import dev.varve.storage.WhiteoutFormat;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.Open;
import dev.varve.storage.tree.TreeRemover;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// What a layer of 2,000 files of 1 KiB in 20 directories costs: reading its tar, and making its
/// files. Run by `bin/bench-kernels`.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class LayerBench {
    private static final int DIRECTORIES = 20;
    private static final int FILES = 100;

    private final byte[] tar = tar();

    /// An empty directory for each layer. What is in it is removed outside of the time.
    @State(Scope.Thread)
    public static class Root {
        private Path parent = Path.of("");
        private Path root = Path.of("");

        @Setup
        public void makeParent() throws IOException {
            parent = Files.createTempDirectory("varve-bench");
        }

        @Setup(Level.Invocation)
        public void makeRoot() throws IOException {
            root = Files.createDirectory(parent.resolve("root"));
        }

        @TearDown(Level.Invocation)
        public void removeRoot() throws IOException {
            try (Fd top = Open.directory(parent)) {
                TreeRemover.remove(top, TestTar.latin1("root"));
            }
        }

        @TearDown
        public void removeParent() throws IOException {
            Files.delete(parent);
        }
    }

    private static byte[] tar() {
        TestTar tar = new TestTar().owner(0, 0);
        byte[] content = new byte[1024];
        for (int d = 0; d < DIRECTORIES; d++) {
            tar.dir("usr/share/d" + d);
            for (int f = 0; f < FILES; f++) {
                tar.file("usr/share/d" + d + "/file" + f, 0644, content);
            }
        }
        return tar.bytes();
    }

    @Benchmark
    public void readTar(Blackhole sink) throws IOException {
        TarReader reader = new TarReader(new ByteArrayInputStream(tar), TarLimits.DEFAULT);
        for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
            sink.consume(entry);
        }
    }

    @Benchmark
    public AppliedLayer makeFiles(Root root) throws IOException {
        ActiveLayer layer = new ActiveLayer(LayerKey.random(), root.root, WhiteoutFormat.OVERLAY);
        return LayerApplier.apply(new ByteArrayInputStream(tar), layer, TarLimits.DEFAULT);
    }
}
