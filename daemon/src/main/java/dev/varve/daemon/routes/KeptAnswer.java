package dev.varve.daemon.routes;

import dev.varve.api.ApiVersion;
import dev.varve.daemon.http.Response;

import org.jspecify.annotations.Nullable;

import java.lang.ref.SoftReference;
import java.util.function.Supplier;

/// An answer that is kept until what it tells has changed, or memory is short: the plain list of
/// ten thousand images takes a hundred milliseconds to make, and is asked for over and over.
final class KeptAnswer {
    private record Kept(long revision, ApiVersion version, Response.Fixed answer) {}

    private volatile SoftReference<@Nullable Kept> last = new SoftReference<>(null);

    /// @param revision of what is told, asked for before `making` reads it
    Response.Fixed get(long revision, ApiVersion version, Supplier<Response.Fixed> making) {
        @Nullable Kept kept = last.get();
        if (kept != null && kept.revision == revision && kept.version.equals(version)) {
            return kept.answer;
        }
        Response.Fixed answer = making.get();
        last = new SoftReference<>(new Kept(revision, version, answer));
        return answer;
    }
}
