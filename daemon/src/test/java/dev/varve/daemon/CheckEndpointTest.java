package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

class CheckEndpointTest {
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
    void aCheckAnswersWithItsLevelAndWhatItFound() throws IOException {
        assertThat(daemon.client().post("/varve/v1/system/check?level=read-data%3D5%25").body())
                .isEqualTo(
                        """
                        {"Level":"read-data=5%","Healthy":true,"Problems":[],"Unchecked":[],\
                        "Blobs":0,"BlobsRead":0,"Layers":0,"LayersRead":0}
                        """);
        assertThat(daemon.client().post("/varve/v1/system/check").body())
                .startsWith("{\"Level\":\"meta\"");
    }

    @Test
    void aRepairAnswersAlsoWithWhatItMendedAndWhatItCouldNot() throws IOException {
        assertThat(daemon.client().post("/varve/v1/system/check?level=quick&repair=1").body())
                .isEqualTo(
                        """
                        {"Level":"quick","Healthy":true,"Problems":[],"Unchecked":[],\
                        "Blobs":0,"BlobsRead":0,"Layers":0,"LayersRead":0,\
                        "Repaired":[{"Object":"sha256:1","Problem":"it was cut","Cure":"mend it"}],\
                        "Failed":["sha256:2 is on no registry"]}
                        """);
    }

    @Test
    void anUnknownLevelIsRefused() throws IOException {
        assertThat(daemon.client().post("/varve/v1/system/check?level=all").status())
                .isEqualTo(400);
    }
}
