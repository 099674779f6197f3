package dev.varve.daemon.routes;

import dev.varve.daemon.http.HttpFailure;
import dev.varve.daemon.http.Request;
import dev.varve.daemon.http.Response;
import dev.varve.daemon.http.Router;

import java.util.Map;

/// What docker has for the processes of a container. Here there are none, and each of these says
/// so, and how to get on.
final class ProcessRoutes {
    /// The ends of the paths, and what each asks for.
    private static final Map<String, String> POST =
            Map.ofEntries(
                    Map.entry("start", "start"),
                    Map.entry("stop", "stop"),
                    Map.entry("restart", "restart"),
                    Map.entry("kill", "send a signal to"),
                    Map.entry("pause", "pause"),
                    Map.entry("unpause", "unpause"),
                    Map.entry("attach", "attach to"),
                    Map.entry("exec", "run a command in"),
                    Map.entry("wait", "wait for"),
                    Map.entry("resize", "resize the terminal of"),
                    Map.entry("update", "change the limits of"));

    private static final Map<String, String> GET =
            Map.of(
                    "attach/ws", "attach to",
                    "logs", "show the logs of",
                    "stats", "measure what runs in",
                    "top", "list the processes of");

    private final ContainerBackend containers;

    ProcessRoutes(ContainerBackend containers) {
        this.containers = containers;
    }

    void register(Router router) {
        POST.forEach((end, verb) -> router.post("/containers/{id}/" + end, r -> refuse(verb, r)));
        GET.forEach((end, verb) -> router.get("/containers/{id}/" + end, r -> refuse(verb, r)));
    }

    private Response refuse(String verb, Request request) {
        String name = containers.inspect(request.path("id"), false).container().name();
        throw HttpFailure.notImplemented(
                "cannot "
                        + verb
                        + " container "
                        + name
                        + ": Varve keeps images and the file systems of containers and runs no"
                        + " processes; mount this one with `varve container mount "
                        + name
                        + "` and run what is in it with a runtime such as runc, or with chroot");
    }
}
