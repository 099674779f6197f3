package dev.varve.daemon.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.api.ApiVersion;
import dev.varve.daemon.http.Response;

import org.junit.jupiter.api.Test;

import java.util.Map;

class KeptAnswerTest {
    private static final ApiVersion OLD = new ApiVersion(1, 41);

    private final KeptAnswer kept = new KeptAnswer();
    private int made;

    private Response.Fixed ask(long revision, ApiVersion version) {
        return kept.get(revision, version, () -> Response.text(200, "answer " + ++made, Map.of()));
    }

    @Test
    void theSameAnswerIsGivenWhileNothingChanges() {
        Response.Fixed first = ask(1, ApiVersion.MAXIMUM);
        assertThat(ask(1, ApiVersion.MAXIMUM)).isSameAs(first);
        assertThat(made).isOne();
    }

    @Test
    void anotherRevisionIsAnsweredAnew() {
        Response.Fixed first = ask(1, ApiVersion.MAXIMUM);
        assertThat(ask(2, ApiVersion.MAXIMUM)).isNotSameAs(first);
        assertThat(made).isEqualTo(2);
    }

    @Test
    void anotherVersionIsAnsweredAnew() {
        Response.Fixed first = ask(1, ApiVersion.MAXIMUM);
        assertThat(ask(1, OLD)).isNotSameAs(first);
        assertThat(made).isEqualTo(2);
    }
}
