package dev.varve.storage.inflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;

/// ISA-L and the JDK's zlib do the same.
final class RawInflaterTest {
    static List<Supplier<RawInflater>> inflaters() {
        return List.of(JdkInflater::new, () -> new IsalInflater(IsalLibrary.find().orElseThrow()));
    }

    @ParameterizedTest
    @MethodSource("inflaters")
    void streamsOneAfterTheOtherComeOutWhateverThePieces(Supplier<RawInflater> open)
            throws Exception {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            byte[] first = text(random);
            byte[] second = text(random);
            byte[] between = new byte[random.nextInt(20)];
            random.nextBytes(between);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.write(deflated(first, random.nextInt(10)));
            all.write(between);
            all.write(deflated(second, random.nextInt(10)));
            try (RawInflater inflater = open.get()) {
                Pieces in = new Pieces(all.toByteArray(), random);
                assertThat(in.inflate(inflater)).as("seed %d", seed).isEqualTo(first);
                in.skip(between);
                inflater.reset();
                assertThat(in.inflate(inflater)).as("seed %d", seed).isEqualTo(second);
                assertThat(in.left()).isZero();
            }
        }
    }

    @Test
    void bothRefuseTheSameDamagedData() {
        int refused = 0;
        for (long seed = 1; seed <= 300; seed++) {
            Random random = new Random(seed);
            byte[] bytes = deflated(text(random), 6);
            for (int i = 0; i < 3; i++) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            List<String> outcomes =
                    inflaters().stream().map(open -> outcome(open.get(), bytes)).toList();
            assertThat(outcomes.get(1)).as("seed %d", seed).isEqualTo(outcomes.get(0));
            refused += outcomes.get(0).equals("refused") ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(20);
    }

    private static String outcome(RawInflater open, byte[] bytes) {
        try (RawInflater inflater = open) {
            return String.valueOf(
                    Arrays.hashCode(new Pieces(bytes, new Random(1)).inflate(inflater)));
        } catch (DataFormatException e) {
            return "refused";
        }
    }

    @ParameterizedTest
    @MethodSource("inflaters")
    void garbageIsRefused(Supplier<RawInflater> open) {
        try (RawInflater inflater = open.get()) {
            byte[] garbage = new byte[100];
            Arrays.fill(garbage, (byte) 0xff);
            inflater.input(garbage, 0, garbage.length);
            assertThatThrownBy(() -> inflater.inflate(new byte[100], 0, 100))
                    .isInstanceOf(DataFormatException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("inflaters")
    void closingTwiceIsClosingOnce(Supplier<RawInflater> open) {
        RawInflater inflater = open.get();
        inflater.close();
        assertThatCode(inflater::close).doesNotThrowAnyException();
    }

    @Test
    void theFasterOneIsTaken() {
        assertThat(RawInflater.name()).isEqualTo("ISA-L");
        try (RawInflater inflater = RawInflater.open()) {
            assertThat(inflater).isInstanceOf(IsalInflater.class);
        }
    }

    private static byte[] text(Random random) {
        byte[] bytes =
                new byte[random.nextInt(4) == 0 ? random.nextInt(20) : random.nextInt(400_000)];
        int variety = 1 + random.nextInt(256);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt(variety) : i >>> 4);
        }
        return bytes;
    }

    private static byte[] deflated(byte[] plain, int level) {
        Deflater deflater = new Deflater(level, true);
        deflater.setInput(plain);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[10_000];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }

    /// A stream's bytes, handed out in pieces of random lengths.
    private static final class Pieces {
        private byte[] bytes;
        private final Random random;

        Pieces(byte[] bytes, Random random) {
            this.bytes = bytes;
            this.random = random;
        }

        int left() {
            return bytes.length;
        }

        /// One stream; what follows it is left.
        byte[] inflate(RawInflater inflater) throws DataFormatException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[1 + random.nextInt(50_000)];
            boolean tiny = random.nextInt(5) == 0 && bytes.length < 20_000;
            while (true) {
                int count = inflater.inflate(buffer, 0, buffer.length);
                out.write(buffer, 0, count);
                if (inflater.finished()) {
                    byte[] rest = inflater.rest();
                    byte[] all = Arrays.copyOf(rest, rest.length + bytes.length);
                    System.arraycopy(bytes, 0, all, rest.length, bytes.length);
                    bytes = all;
                    return out.toByteArray();
                }
                if (count == 0) {
                    if (bytes.length == 0) {
                        return out.toByteArray(); // cut short
                    }
                    int part = Math.min(bytes.length, tiny ? 1 : 1 + random.nextInt(64 << 10));
                    inflater.input(bytes, 0, part);
                    bytes = Arrays.copyOfRange(bytes, part, bytes.length);
                }
            }
        }

        void skip(byte[] expected) {
            assertThat(Arrays.copyOf(bytes, expected.length)).isEqualTo(expected);
            bytes = Arrays.copyOfRange(bytes, expected.length, bytes.length);
        }
    }
}
