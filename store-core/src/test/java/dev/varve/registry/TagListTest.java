package dev.varve.registry;

import static dev.varve.registry.RegistryFixture.NOBODY;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.NotFound;
import dev.varve.error.StoreException.Unsupported;
import dev.varve.fixtures.registry.Behaviour;
import dev.varve.reference.Reference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class TagListTest {
    private static final String LIST = "/v2/library/app/tags/list";

    private final RegistryFixture fixture = new RegistryFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void allTagsComeInTheRegistrysOrder() {
        answer("{\"name\":\"library/app\",\"tags\":[\"z\",\"a\",\"m\"]}");
        assertThat(fixture.session().tags()).containsExactly("z", "a", "m");
    }

    @Test
    void theNextPageIsWhereTheLinkLeads() {
        fixture.registry.publish("library/app", "1", fixture.image);
        fixture.registry
                .on("GET", LIST)
                .nth(1)
                .answer(
                        Behaviour.reply(200, "application/json", "{\"tags\":[\"0\"]}"),
                        Behaviour.header("Link", "<" + LIST + "?last=0&n=50>; rel=\"next\""));
        assertThat(fixture.session().tags()).containsExactly("0", "1", "latest");
        assertThat(fixture.registry.requests("GET", LIST)).hasSize(2);
        assertThat(fixture.registry.requests("GET", LIST).getLast().query())
                .isEqualTo("last=0&n=50");
    }

    @Test
    void pagesThatLeadInACircleEnd() {
        fixture.registry
                .on("GET", LIST)
                .answer(
                        Behaviour.reply(200, "application/json", "{\"tags\":[\"0\"]}"),
                        Behaviour.header("Link", "<" + LIST + ">; rel=\"next\""));
        assertThat(fixture.session().tags()).containsExactly("0");
    }

    @Test
    void aLinkToAnotherHostIsRefused() {
        fixture.registry
                .on("GET", LIST)
                .answer(Behaviour.header("Link", "<http://127.0.0.1:1/v2/x>; rel=\"next\""));
        assertThatThrownBy(() -> fixture.session().tags())
                .isInstanceOf(Unsupported.class)
                .hasMessageContaining("on another host, http://127.0.0.1:1/v2/x");
    }

    @Test
    void noTagsAreNoTags() {
        answer("{\"name\":\"library/app\",\"tags\":null}");
        assertThat(fixture.session().tags()).isEmpty();
    }

    @Test
    void whatIsNoListIsRefused() {
        answer("<html>");
        assertThatThrownBy(() -> fixture.session().tags()).isInstanceOf(Corrupt.class);
    }

    @Test
    void aListThatIsTooLongIsRefusedByItsLimit() {
        String tags =
                IntStream.rangeClosed(0, 10_000)
                        .mapToObj(i -> "\"t" + i + "\"")
                        .collect(Collectors.joining(","));
        answer("{\"tags\":[" + tags + "]}");
        assertThatThrownBy(() -> fixture.session().tags())
                .isInstanceOf(Unsupported.class)
                .hasMessageContaining("longer than the limit of 10000 tags");
    }

    @Test
    void aRepositoryThatIsNotThereIsToldInDockersWords() {
        Reference other =
                new Reference(fixture.registry.host(), "nope", Optional.empty(), Optional.empty());
        assertThatThrownBy(() -> fixture.session(other, NOBODY).tags())
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("/nope not found: name unknown: repository name not known");
    }

    private void answer(String body) {
        fixture.registry.on("GET", LIST).answer(Behaviour.reply(200, "application/json", body));
    }
}
