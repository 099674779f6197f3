package dev.varve.cli.client;

import java.util.ArrayList;
import java.util.List;

/// What is asked of the daemon.
///
/// @param target path and query, without the API version
/// @param headers `Name: value`
record Request(String method, String target, List<String> headers, RequestBody body) {
    static Request of(String method, String target) {
        return new Request(method, target, List.of(), new RequestBody.None());
    }

    Request with(RequestBody newBody) {
        return new Request(method, target, headers, newBody);
    }

    Request with(String header) {
        List<String> more = new ArrayList<>(headers);
        more.add(header);
        return new Request(method, target, List.copyOf(more), body);
    }

    Request under(String prefix) {
        return new Request(method, prefix + target, headers, body);
    }
}
