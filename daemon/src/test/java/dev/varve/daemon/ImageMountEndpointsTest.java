package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.daemon.RawClient.Answer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

class ImageMountEndpointsTest {
    @TempDir Path directory;
    private TestDaemon daemon;

    @BeforeEach
    void start() throws IOException {
        daemon = new TestDaemon(directory);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void aMountAnswersWithThePath() throws IOException {
        Answer answer = daemon.client().post("/varve/v1/images/busybox/mount");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"Path\":\"/var/lib/varve/mounts/a\"}\n");
        assertThat(daemon.client().post("/varve/v1/images/none/mount").status()).isEqualTo(404);
    }

    @Test
    void anUnmountAnswersWithNothingOrWithWhatStandsInTheWay() throws IOException {
        assertThat(daemon.client().post("/varve/v1/images/a/b/unmount").status()).isEqualTo(204);
        assertThat(daemon.store.imageMounts.calls).containsExactly("unmount a/b");
        assertThat(daemon.client().post("/varve/v1/images/busy/unmount").status()).isEqualTo(409);
    }

    @Test
    void whatIsMountedIsListed() throws IOException {
        assertThat(daemon.client().get("/varve/v1/images/mounts").body())
                .isEqualTo(
                        """
                        [{"Id":"%s","RepoTags":["busybox:latest"],"Path":"/var/lib/varve/mounts/a",\
                        "Driver":"overlay2","Since":"2024-02-03T11:05:06Z"}]
                        """
                                .formatted(FakeStore.CONFIG.id()));
    }
}
