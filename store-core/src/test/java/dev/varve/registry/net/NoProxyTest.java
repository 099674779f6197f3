package dev.varve.registry.net;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.Proxy;
import java.net.URI;
import java.util.Base64;

final class NoProxyTest {
    /// The list, a URL, and whether Go would send it through the proxy.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | https://reg.example | true",
                "reg.example | https://reg.example | false",
                "reg.example | https://REG.example/v2/ | false",
                "reg.example | https://a.reg.example | false",
                "reg.example | https://areg.example | true",
                ".reg.example | https://reg.example | true",
                ".reg.example | https://a.reg.example | false",
                "*.reg.example | https://a.reg.example | false",
                "*.reg.example | https://reg.example | true",
                "* | https://reg.example | false",
                "a, * | https://reg.example | false",
                "a.example, reg.example | https://reg.example | false",
                "reg.example:5000 | https://reg.example:5000 | false",
                "reg.example:5000 | https://reg.example | true",
                "reg.example:443 | https://reg.example | false",
                "reg.example:80 | http://reg.example | false",
                "10.1.2.3 | http://10.1.2.3:5000 | false",
                "10.1.2.3:5000 | http://10.1.2.3:5000 | false",
                "10.1.2.3:5001 | http://10.1.2.3:5000 | true",
                "10.0.0.0/8 | http://10.1.2.3 | false",
                "10.0.0.0/8 | http://11.1.2.3 | true",
                "10.0.0.0/8 | http://ten.example | true",
                "10.0.0.0/99 | http://10.1.2.3 | true",
                "fd00::/8 | http://[fd00::1]:5000 | false",
                "[fd00::1]:5000 | http://[fd00::1]:5000 | false",
                "fd00::1 | http://[fd00::1] | false",
                "'' | http://localhost:5000 | false",
                "'' | http://127.8.8.8:5000 | false",
                "'' | http://[::1]:5000 | false",
            })
    void isReadAsGoReadsIt(String list, URI uri, boolean proxied) {
        assertThat(new NoProxy(list).wantProxy(uri)).isEqualTo(proxied);
    }

    @Test
    void httpAndHttpsHaveProxiesOfTheirOwn() {
        ProxyRules rules =
                new ProxyRules(
                        new ProxySettings(
                                ProxySettings.parse("one.example:3128"),
                                ProxySettings.parse("http://a%40b:p%3Aw+d@two.example"),
                                "in.example"));
        assertThat(rules.select(URI.create("http://x.example")))
                .singleElement()
                .asString()
                .contains("one.example")
                .contains("3128");
        assertThat(rules.select(URI.create("https://x.example")))
                .singleElement()
                .asString()
                .contains("two.example")
                .contains("80");
        assertThat(rules.select(URI.create("https://in.example"))).containsExactly(Proxy.NO_PROXY);
        assertThat(rules.authorization(URI.create("http://x.example"))).isEmpty();
        assertThat(rules.authorization(URI.create("https://x.example")))
                .contains("Basic " + base64("a@b:p:w+d"));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }
}
