package dev.varve.cli.client;

import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/// Sends a body in chunks while another thread already reads the answer, as a daemon may report
/// progress, or refuse, before it has read all.
final class Upload implements Runnable {
    private static final int CHUNK = 64 * 1024;

    /// The daemon takes no more; what it has to say is in its answer.
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(IOException cause) {
            super("the daemon takes no more", cause);
        }
    }

    private final Content content;
    private final SocketChannel channel;
    private volatile Optional<Failure> failure = Optional.empty();

    private Upload(Content content, SocketChannel channel) {
        this.content = content;
        this.channel = channel;
    }

    static Upload start(Content content, SocketChannel channel) {
        Upload upload = new Upload(content, channel);
        Thread.ofPlatform().name("upload").daemon().start(upload);
        return upload;
    }

    /// Why the bytes could not be made. The connection is closed then, so that nobody takes a part
    /// for the whole.
    Optional<Failure> failure() {
        return failure;
    }

    @Override
    public void run() {
        try {
            OutputStream out = new BufferedOutputStream(new Chunks(), CHUNK);
            content.writeTo(out);
            out.flush();
            write(ByteBuffer.wrap(HttpInput.ascii("0\r\n\r\n")));
        } catch (Refused refused) {
            // The reader of the answer tells.
        } catch (IOException e) {
            giveUp(new Failure(ExitCode.OTHER, String.valueOf(e.getMessage()), e));
        } catch (Failure e) {
            giveUp(e);
        }
    }

    private void giveUp(Failure reason) {
        failure = Optional.of(reason);
        try {
            channel.close();
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private void write(ByteBuffer bytes) throws Refused {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new Refused(e);
        }
    }

    /// Each write becomes a chunk; the buffer above makes them large.
    private final class Chunks extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return;
            }
            byte[] head = HttpInput.ascii(Integer.toHexString(length) + "\r\n");
            ByteBuffer chunk = ByteBuffer.allocate(head.length + length + 2);
            chunk.put(head).put(bytes, offset, length).put((byte) '\r').put((byte) '\n');
            Upload.this.write(chunk.flip());
        }
    }
}
