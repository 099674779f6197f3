package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.daemon.RawClient.Answer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

final class UsageEndpointTest {
    @TempDir Path directory;
    TestDaemon daemon;

    @BeforeEach
    void start() throws IOException {
        daemon = new TestDaemon(directory);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    /// As the list of containers has it.
    private String container() throws IOException {
        String list = daemon.client().get("/containers/json?all=1&size=1").body().strip();
        return list.substring(1, list.length() - 1);
    }

    @Test
    void everythingIsShownAsDockersDaemonShowsIt() throws IOException {
        assertThat(daemon.client().get("/v1.51/system/df").body())
                .isEqualTo(
                        """
                        {"LayersSize":4261502,"Images":[{"Containers":0,"Created":1700000000,\
                        "Id":"%s","Labels":{"a":"1","b":"<2>"},"ParentId":"",\
                        "RepoDigests":["busybox@%s"],"RepoTags":["busybox:latest"],\
                        "SharedSize":1000,"Size":4261502}],"Containers":[%s],"Volumes":[],"BuildCache":[]}
                        """
                                .formatted(FakeStore.CONFIG.id(), FakeStore.MANIFEST, container()));
    }

    @Test
    void containersAreCountedInOldVersionsToo() throws IOException {
        assertThat(daemon.client().get("/v1.24/system/df").body())
                .contains("\"Containers\":0", "\"VirtualSize\":4261502");
    }

    @Test
    void whatIsNotAskedForIsNull() throws IOException {
        assertThat(daemon.client().get("/system/df?type=image&type=volume").body())
                .endsWith("}],\"Containers\":null,\"Volumes\":[],\"BuildCache\":null}\n");
        assertThat(daemon.store.containers.calls).isEmpty();
        assertThat(daemon.client().get("/system/df?type=container").body())
                .startsWith("{\"LayersSize\":0,\"Images\":null,\"Containers\":[{\"Id\":")
                .endsWith("}],\"Volumes\":null,\"BuildCache\":null}\n");
        assertThat(daemon.store.calls).as("images were asked for once").containsExactly("usage");
        assertThat(daemon.client().get("/v1.41/system/df?type=container").body())
                .as("an old client cannot ask for less")
                .contains("\"BuildCache\":[]");
    }

    @Test
    void anUnknownTypeIsRefused() throws IOException {
        Answer answer = daemon.client().get("/system/df?type=image&type=foo");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"message\":\"unknown object type: foo\"}\n");
    }
}
