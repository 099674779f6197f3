package dev.varve.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.registry.tls.TlsProfile;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

class TokensTest {
    private static final Credentials NOBODY = new Credentials.Anonymous();
    private static final Credentials ALICE = new Credentials.Password("alice", "s3cret");

    /// Soon after the largest number it goes on with the smallest, as a clock of this kind may.
    private long now = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(20);

    private final TokenCache cache = new TokenCache(() -> now);
    private final AtomicInteger fetched = new AtomicInteger();
    private final TokenCache.Key key =
            new TokenCache.Key("https://auth.example/token", "s", "scope", NOBODY);

    @Test
    void tokenIsKeptUntilShortlyBeforeItsEnd() throws Exception {
        assertThat(get(null)).isEqualTo("t1");
        now += TimeUnit.SECONDS.toNanos(49);
        assertThat(get(null)).isEqualTo("t1");
        now += TimeUnit.SECONDS.toNanos(2);
        assertThat(get(null)).isEqualTo("t2");
    }

    @Test
    void refusedTokenIsReplacedAndOnlyThatOne() throws Exception {
        get(null);
        assertThat(get("t1")).isEqualTo("t2");
        assertThat(get("t1")).isEqualTo("t2");
    }

    @Test
    void tokensOfDifferentCallersAreNotShared() throws Exception {
        get(null);
        TokenCache.Key alices = new TokenCache.Key(key.realm(), key.service(), key.scope(), ALICE);
        assertThat(cache.get(alices, null, this::fetch)).isEqualTo("t2");
    }

    @Test
    void thoseWhoNeedTheSameTokenFetchItOnce() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> all =
                    IntStream.range(0, 20).mapToObj(i -> threads.submit(() -> get(null))).toList();
            for (Future<String> each : all) {
                assertThat(each.get()).isEqualTo("t1");
            }
        }
        assertThat(fetched).hasValue(1);
    }

    @Test
    void secretsAreNotInTheTextOfAnything() {
        assertThat(new TokenCache.Token("s3cret", Duration.ZERO, "").toString())
                .doesNotContain("s3cret");
        assertThat(new TokenCache.Key("r", "s", "c", ALICE).toString()).doesNotContain("s3cret");
    }

    @Test
    void tlsRegistryMayNotNameATokenServerWithoutTls() {
        for (String realm :
                List.of("http://reg.example/token", "ftp://x/", "token", "https:///", "%")) {
            assertThatThrownBy(() -> realm("https://reg.example", realm, NOBODY))
                    .as(realm)
                    .isInstanceOf(RegistryFailure.class);
        }
    }

    @Test
    void credentialsGoToAnotherHostOverTlsOnly() throws Exception {
        assertThat(realm("https://reg.example", "https://auth.example/t", ALICE))
                .hasHost("auth.example");
        assertThat(realm("http://reg.example", "http://reg.example:81/t", ALICE)).hasPort(81);
        assertThat(realm("http://reg.example", "http://auth.example/t", NOBODY)).hasPath("/t");
        assertThatThrownBy(() -> realm("http://reg.example", "http://auth.example/t", ALICE))
                .isInstanceOf(RegistryFailure.class)
                .hasMessageContaining("refused to send credentials to http://auth.example/t");
    }

    private static URI realm(String registry, String realm, Credentials credentials)
            throws RegistryFailure {
        RegistryHost host = new RegistryHost(URI.create(registry), false, "", TlsProfile.SYSTEM);
        return TokenRealm.of(host, new Challenge("bearer", Map.of("realm", realm)), credentials);
    }

    private String get(String refused) throws RegistryFailure {
        return cache.get(key, refused, this::fetch);
    }

    private TokenCache.Token fetch() {
        return new TokenCache.Token("t" + fetched.incrementAndGet(), Duration.ofSeconds(60), "");
    }
}
