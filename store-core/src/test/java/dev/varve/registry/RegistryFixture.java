package dev.varve.registry;

import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.fixtures.registry.LoopbackRegistry;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.DocumentLimits;
import dev.varve.reference.Reference;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/// A registry with one image at `library/app:latest` and a client of it that never really waits.
final class RegistryFixture implements AutoCloseable {
    static final String MANIFESTS = "/v2/library/app/manifests/.*";
    static final String BLOBS = "/v2/library/app/blobs/.*";
    static final Credentials NOBODY = new Credentials.Anonymous();
    static final Duration STALL = Duration.ofMillis(200);

    final LoopbackRegistry registry;
    final TestLayer layer =
            TestLayer.gzip(TarBuilder.pax().file("etc/motd", "welcome".repeat(500)));
    final TestImage image = TestImage.builder().layer(layer).cmd("sh").build();
    final List<Duration> waits = new CopyOnWriteArrayList<>();
    private final List<RegistryClient> clients = new ArrayList<>();
    private final List<LoopbackRegistry> others = new ArrayList<>();

    RegistryFixture() {
        this(LoopbackRegistry.start());
    }

    RegistryFixture(LoopbackRegistry registry) {
        this.registry = registry;
        registry.publish("library/app", "latest", image);
    }

    /// A session with this fixture's registry by its own address.
    RegistrySession session() {
        return session(NOBODY);
    }

    RegistrySession session(Credentials credentials) {
        return session(reference(registry.host(), "latest"), credentials);
    }

    RegistrySession session(Reference reference, Credentials credentials) {
        return client().session(reference, credentials);
    }

    RegistryClient client() {
        return client(new RegistrySettings(List.of(), Set.of()), registry.uri());
    }

    /// A client that takes this fixture's registry for Docker Hub.
    RegistryClient hubClient(URI... mirrors) {
        return client(new RegistrySettings(List.of(mirrors), Set.of()), registry.uri());
    }

    /// A session for docker.io with mirrors; this fixture's registry plays Docker Hub.
    RegistrySession hubSession(Credentials credentials, URI... mirrors) {
        return hubClient(mirrors).session(reference("docker.io", "latest"), credentials);
    }

    /// A client with these settings; this fixture's registry plays Docker Hub.
    RegistryClient client(RegistrySettings settings) {
        return client(settings, registry.uri());
    }

    private RegistryClient client(RegistrySettings settings, URI hub) {
        Clock clock = Clock.systemUTC();
        RetryPolicy retries =
                new RetryPolicy(
                        3, Duration.ofMillis(300), Duration.ofSeconds(10), clock, waits::add);
        Patience patience = new Patience(Duration.ofSeconds(5), Duration.ofSeconds(20), STALL);
        RegistryClient client =
                RegistryClient.open(
                        new RegistryHosts(settings, hub),
                        settings.proxies(),
                        patience,
                        retries,
                        DocumentLimits.DEFAULT);
        clients.add(client);
        return client;
    }

    LoopbackRegistry another() {
        LoopbackRegistry other = LoopbackRegistry.start();
        others.add(other);
        return other.publish("library/app", "latest", image);
    }

    static Reference reference(String domain, String tag) {
        return new Reference(domain, "library/app", Optional.of(tag), Optional.empty());
    }

    Descriptor manifestDescriptor() {
        return new Descriptor(
                image.manifestType(),
                Digest.parse(image.manifestDigest()),
                image.manifest().length);
    }

    Descriptor layerDescriptor() {
        return new Descriptor("layer", Digest.parse(layer.digest()), layer.size());
    }

    static byte[] readAll(RegistrySession session, Descriptor blob) throws Exception {
        try (RegistrySession.BlobStream stream = session.blob(blob, 0)) {
            return stream.body().readAllBytes();
        }
    }

    @Override
    public void close() {
        clients.forEach(RegistryClient::close);
        others.forEach(LoopbackRegistry::close);
        registry.close();
    }
}
