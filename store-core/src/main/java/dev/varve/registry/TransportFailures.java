package dev.varve.registry;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;
import java.util.Optional;

import javax.net.ssl.SSLException;

/// Turns what the JDK's client throws into a failure with dockerd's words.
final class TransportFailures {
    private TransportFailures() {}

    /// `Get "http://127.0.0.1:5999/v2/": dial tcp 127.0.0.1:5999: connect: connection refused`
    static RegistryFailure of(String method, URI uri, IOException failure) {
        return of(method, uri, Optional.empty(), failure);
    }

    /// As above; when no connection came about and a proxy stands between, the proxy's is meant:
    /// `Get "https://quay.io/v2/": proxyconnect tcp: dial tcp 10.0.0.1:3128: connect: connection
    /// refused`
    static RegistryFailure of(String method, URI uri, Optional<URI> proxy, IOException failure) {
        String verb = method.charAt(0) + method.substring(1).toLowerCase(Locale.ROOT);
        boolean dialling =
                failure instanceof ConnectException
                        || failure instanceof HttpConnectTimeoutException;
        String why =
                dialling && proxy.isPresent()
                        ? "proxyconnect tcp: " + describe(failure, proxy.get())
                        : describe(failure, uri);
        String text = verb + " \"" + Urls.redact(uri) + "\": " + why;
        boolean temporary =
                !(failure instanceof HttpTimeoutException || failure instanceof SSLException);
        return RegistryFailure.unanswered(text, failure, temporary);
    }

    private static String describe(IOException failure, URI uri) {
        String address = uri.getHost() + ":" + Urls.port(uri);
        return switch (failure) {
            case HttpConnectTimeoutException _ -> "dial tcp " + address + ": i/o timeout";
            case HttpTimeoutException _ -> "net/http: timeout awaiting response headers";
            case ConnectException refused -> dial(refused, uri.getHost(), address);
            case SSLException tls -> tls(tls, address);
            default -> ShownText.of(messageOf(failure));
        };
    }

    private static String dial(ConnectException failure, String host, String address) {
        String reason = "connection refused";
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "dial tcp: lookup " + host + ": no such host";
            }
            if (cause instanceof IOException && cause.getMessage() != null) {
                reason = ShownText.of(cause.getMessage().toLowerCase(Locale.ROOT));
            }
        }
        return "dial tcp " + address + ": connect: " + reason;
    }

    private static String tls(SSLException failure, String address) {
        String message = messageOf(failure);
        if (message.contains("certification path") || message.contains("PKIX")) {
            return "tls: failed to verify certificate: x509: certificate signed by unknown"
                    + " authority; put its authority into /etc/varve/certs.d/"
                    + address
                    + "/ca.crt, trust it on this system, or list the registry under"
                    + " insecure-registries";
        }
        return "tls: " + ShownText.of(message);
    }

    private static String messageOf(Throwable failure) {
        return failure.getMessage() == null
                ? failure.getClass().getSimpleName()
                : failure.getMessage();
    }
}
