package dev.varve.oci;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/// What a digest of a mebibyte costs, and reading one from its text. Run by `bin/bench-kernels`.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class DigestBench {
    private final byte[] mebibyte = new byte[1 << 20];
    private final String text;

    public DigestBench() {
        new Random(1).nextBytes(mebibyte);
        text = Digest.sha256(mebibyte).toString();
    }

    @Benchmark
    public Digest hashMebibyte() {
        return Digest.sha256(mebibyte);
    }

    @Benchmark
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public Digest parse() {
        return Digest.parse(text);
    }
}
