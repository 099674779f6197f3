package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.daemon.RawClient.Answer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

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

    private Answer repair(String json) throws IOException {
        return repairWith(Base64.getUrlEncoder().encodeToString(json.getBytes(UTF_8)));
    }

    private Answer repairWith(String header) throws IOException {
        return daemon.client()
                .request(
                        "POST",
                        "/varve/v1/system/check?level=quick&repair=1",
                        "Content-Length: 0\r\nX-Registry-Config: " + header + "\r\n");
    }

    @Test
    void aRepairGetsALoginForEachRegistry() throws IOException {
        String pair = Base64.getEncoder().encodeToString("you:secret".getBytes(UTF_8));
        Answer answer =
                repair(
                        """
                        {"https://index.docker.io/v1/":{"username":"hub","password":"secret"},
                        "reg.example:5000":{"auth":"%s","serveraddress":"reg.example:5000"},
                        "https://reg.example:5000/v2/":{"username":"other","password":"secret"},
                        "http://quay.test":{"identitytoken":"secret"},
                        "nobody.test":{}}\
                        """
                                .formatted(pair));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(daemon.store.calls)
                .containsExactly(
                        "repair {docker.io=Password[hub], nobody.test=Anonymous[],"
                                + " quay.test=IdentityToken, reg.example:5000=Password[you]}");
    }

    @Test
    void loginsThatCannotBeReadAreRefusedWithoutBeingShown() throws IOException {
        assertThat(repairWith("{secret}").body())
                .contains("X-Registry-Config: it is not base64url");
        assertThat(repair("{\"secret\":").body()).contains("X-Registry-Config: it is not JSON");
        assertThat(repair("[\"secret\"]").body()).contains("its JSON is no object of registries");
        assertThat(repair("{\"secret\":\"secret\"}").body())
                .contains("what it has for a registry is no object");
        for (String json : List.of("", "secret", "7", "null", "{} {}", "{\"a\":{},\"a\":{}}")) {
            Answer answer = repair(json + " ");
            assertThat(answer.status()).as(json).isEqualTo(400);
            assertThat(answer.body()).contains("X-Registry-Config").doesNotContain("secret");
        }
        assertThat(daemon.store.calls).isEmpty();
    }

    @Test
    void anUnknownLevelIsRefused() throws IOException {
        assertThat(daemon.client().post("/varve/v1/system/check?level=all").status())
                .isEqualTo(400);
    }
}
