package dev.varve.cli.image;

import dev.varve.cli.client.ByteTarget;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.json.JsonTree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Passes an archive on and looks at its end: a daemon that fails half-way can tell it only by a
/// line of JSON where the archive should go on.
final class TailWatch implements ByteTarget {
    private static final int KEPT = 4096;

    private final ByteTarget target;
    private final byte[] tail = new byte[KEPT];
    private int length;

    TailWatch(ByteTarget target) {
        this.target = target;
    }

    @Override
    public void write(byte[] bytes, int count) throws IOException {
        target.write(bytes, count);
        int taken = Math.min(count, KEPT);
        int stays = Math.min(length, KEPT - taken);
        System.arraycopy(tail, length - stays, tail, 0, stays);
        System.arraycopy(bytes, count - taken, tail, stays, taken);
        length = stays + taken;
    }

    /// Fails when the archive is not whole. A whole one ends in zeros.
    void end() {
        if (length > 0 && tail[length - 1] == 0) {
            return;
        }
        String text = new String(tail, 0, length, StandardCharsets.UTF_8);
        int start =
                Math.max(text.lastIndexOf("{\"errorDetail\""), text.lastIndexOf("{\"message\""));
        throw new Failure(
                ExitCode.OTHER,
                (start < 0 ? "the daemon ended the archive early" : error(text.substring(start)))
                        + "; the archive is not whole");
    }

    private static String error(String line) {
        try {
            if (JsonTree.parse(line) instanceof Map<?, ?> map) {
                Object error = map.get("error");
                return String.valueOf(error == null ? map.get("message") : error);
            }
        } catch (IOException e) {
            // What is no JSON is shown as it is.
        }
        return line.strip();
    }
}
