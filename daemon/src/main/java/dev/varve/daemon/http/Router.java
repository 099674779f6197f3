package dev.varve.daemon.http;

import dev.varve.api.ApiVersion;
import dev.varve.error.StoreException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// The table of what is answered. Patterns are tried in the order in which they were added; a
/// pattern has at most one `{name}`, which takes any text, slashes too. A path may start with
/// `/v<version>`; without it the newest version is meant.
public final class Router {
    private static final Set<String> HARMLESS = Set.of("/auth", "/varve/v1/system/check");

    private final List<Route> routes = new ArrayList<>();

    private Supplier<Optional<String>> refusal = Optional::empty;

    /// Answers one request.
    @FunctionalInterface
    public interface Endpoint {
        Response answer(Request request);
    }

    /// @param values what stood for the pattern's name
    record Match(Endpoint endpoint, Map<String, String> values) {}

    /// @param versionText as the client wrote it, "" for none
    /// @param path decoded, without the version
    record Target(String versionText, String path) {
        /// The version that the client speaks, which decides how it is answered.
        ApiVersion version() {
            return versionText.isEmpty() ? ApiVersion.MAXIMUM : ApiVersion.parse(versionText);
        }
    }

    public Router get(String pattern, Endpoint endpoint) {
        return add("GET", pattern, endpoint);
    }

    public Router post(String pattern, Endpoint endpoint) {
        return add("POST", pattern, endpoint);
    }

    public Router add(String method, String pattern, Endpoint endpoint) {
        routes.add(Route.of(method, pattern, guarded(method, pattern, endpoint)));
        return this;
    }

    /// From now on added endpoints that change something are refused while there is a reason.
    /// Everything but a GET or HEAD counts as a change, except a log-in and the check of the store.
    public Router refusing(Supplier<Optional<String>> reason) {
        refusal = reason;
        return this;
    }

    private Endpoint guarded(String method, String pattern, Endpoint endpoint) {
        if (method.equals("GET") || method.equals("HEAD") || HARMLESS.contains(pattern)) {
            return endpoint;
        }
        Supplier<Optional<String>> reason = refusal;
        return request -> {
            reason.get()
                    .ifPresent(text -> {
                        throw new StoreException.Corrupt(text);
                    });
            return endpoint.answer(request);
        };
    }

    static Target target(String rawPath) {
        String path = PercentDecoding.path(rawPath);
        int end = path.startsWith("/v") ? path.indexOf('/', 2) : -1;
        if (end <= 2) {
            return new Target("", path);
        }
        String version = path.substring(2, end);
        boolean isVersion = version.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
        return isVersion ? new Target(version, path.substring(end)) : new Target("", path);
    }

    /// Finds the endpoint, or throws the failure that dockerd answers with: the path is looked up
    /// first, so an unknown path has no version.
    Match find(String method, Target target) {
        for (Route route : routes) {
            if (route.matches(method, target.path())) {
                return new Match(route.endpoint(), route.values(target.path()));
            }
        }
        throw HttpFailure.pageNotFound();
    }

    /// Refuses a version that is too old or too new.
    static void requireVersion(Target target) {
        ApiVersion version = target.version();
        String text = target.versionText();
        if (version.isBefore(ApiVersion.MINIMUM)) {
            throw HttpFailure.badRequest(
                    "client version "
                            + text
                            + " is too old. Minimum supported API version is "
                            + ApiVersion.MINIMUM
                            + ", please upgrade your client to a newer version");
        }
        if (ApiVersion.MAXIMUM.isBefore(version)) {
            throw HttpFailure.badRequest(
                    "client version "
                            + text
                            + " is too new. Maximum supported API version is "
                            + ApiVersion.MAXIMUM);
        }
    }

    /// @param name "" when the pattern is a plain path, and then `prefix` is all of it
    private record Route(
            String method, String prefix, String name, String suffix, Endpoint endpoint) {
        static Route of(String method, String pattern, Endpoint endpoint) {
            int open = pattern.indexOf('{');
            if (open < 0) {
                return new Route(method, pattern, "", "", endpoint);
            }
            int close = pattern.indexOf('}', open);
            return new Route(
                    method,
                    pattern.substring(0, open),
                    pattern.substring(open + 1, close),
                    pattern.substring(close + 1),
                    endpoint);
        }

        boolean matches(String asked, String path) {
            if (!method.equals(asked)) {
                return false;
            }
            if (name.isEmpty()) {
                return path.equals(prefix);
            }
            return path.length() >= prefix.length() + suffix.length()
                    && path.startsWith(prefix)
                    && path.endsWith(suffix);
        }

        Map<String, String> values(String path) {
            return name.isEmpty()
                    ? Map.of()
                    : Map.of(
                            name, path.substring(prefix.length(), path.length() - suffix.length()));
        }
    }
}
