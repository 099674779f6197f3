package dev.varve.daemon.http;

import org.eclipse.jetty.server.Request;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// The body of one request that is taken in as a whole. It has to come in time, and to find room.
final class WholeBody implements AutoCloseable {
    private final Request request;
    private final BodyRoom room;
    private boolean isLarge;

    WholeBody(Request request, BodyRoom room) {
        this.request = request;
        this.room = room;
    }

    /// Reads to the end. Call it once; the bytes count until this is closed.
    byte[] read(InputStream body) {
        byte[] first = read(body, BodyRoom.SMALL);
        if (first.length < BodyRoom.SMALL) {
            return first;
        }
        room.enter();
        isLarge = true;
        byte[] rest = read(body, room.limit() + 1 - BodyRoom.SMALL);
        if (first.length + rest.length > room.limit()) {
            throw new HttpFailure(
                    413, "the request's body is larger than " + room.limit() + " bytes");
        }
        byte[] all = Arrays.copyOf(first, first.length + rest.length);
        System.arraycopy(rest, 0, all, first.length, rest.length);
        return all;
    }

    private byte[] read(InputStream body, int atMost) {
        try (BodyDeadline deadline = BodyDeadline.start(request, room.arrival())) {
            try {
                return body.readNBytes(atMost);
            } catch (IOException e) {
                if (deadline.passed()) {
                    throw new HttpFailure(408, "the request's body " + deadline.missed());
                }
                throw HttpFailure.badRequest("cannot read the request's body: " + e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        if (isLarge) {
            isLarge = false;
            room.leave();
        }
    }
}
