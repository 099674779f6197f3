package dev.varve.daemon.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// In a process of its own, with the collector and the switches of the launcher.
@Timeout(120)
final class HeapReleaseTest {
    private static final long MIB = 1 << 20;

    /// A process that makes its heap grow in a request, and says how large it was then and how
    /// large it is in the end.
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws Exception {
            ScheduledExecutorScheduler scheduler = new ScheduledExecutorScheduler();
            scheduler.start();
            HeapRelease release = new HeapRelease(scheduler, Duration.ofMillis(50));
            release.busy();
            long grown = grow();
            release.idle();
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (Runtime.getRuntime().totalMemory() > grown / 2 && System.nanoTime() < end) {
                LockSupport.parkNanos(10_000_000);
            }
            System.out.println(grown + " " + Runtime.getRuntime().totalMemory());
            scheduler.stop();
        }

        private static long grow() {
            List<byte[]> held = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                held.add(new byte[(int) MIB]);
            }
            return Runtime.getRuntime().totalMemory() + held.size() - 150;
        }
    }

    @Test
    void whatARequestMadeTheHeapGrowByIsGivenBackWhenThereIsNone() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:MinHeapFreeRatio=10",
                                "-XX:MaxHeapFreeRatio=30",
                                "-XX:-ShrinkHeapInSteps",
                                "-XX:MarkSweepAlwaysCompactCount=1",
                                "-Xms16m",
                                "-Xmx512m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Program.class.getName())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        String[] sizes = said.strip().split(" ");
        assertThat(Long.parseLong(sizes[0])).isGreaterThan(150 * MIB);
        assertThat(Long.parseLong(sizes[1])).isLessThan(Long.parseLong(sizes[0]) / 2);
    }
}
