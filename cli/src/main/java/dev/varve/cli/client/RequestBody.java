package dev.varve.cli.client;

import java.nio.charset.StandardCharsets;

/// What is sent with a request.
///
/// Who writes a request asks the body instead of switching over its type: a switch over types makes
/// a class at its first run, for milliseconds.
sealed interface RequestBody {
    /// The lines of the request's head that tell of it.
    ///
    /// @param method of the request
    void describe(String method, StringBuilder head);

    /// What follows the head at once.
    default byte[] bytes() {
        return new byte[0];
    }

    record None() implements RequestBody {
        @Override
        public void describe(String method, StringBuilder head) {
            if (!method.equals("GET") && !method.equals("HEAD")) {
                head.append("Content-Length: 0\r\n");
            }
        }
    }

    record Json(String text) implements RequestBody {
        @Override
        public void describe(String method, StringBuilder head) {
            head.append("Content-Type: application/json\r\nContent-Length: ");
            head.append(bytes().length).append("\r\n");
        }

        @Override
        public byte[] bytes() {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /// Bytes of unknown number that are made while they are sent. They can be sent only once.
    record Upload(Content content, String contentType) implements RequestBody {
        @Override
        public void describe(String method, StringBuilder head) {
            head.append("Content-Type: ").append(contentType);
            head.append("\r\nTransfer-Encoding: chunked\r\n");
        }
    }
}
