package dev.varve.storage.inflate;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// The JDK's zlib.
final class JdkInflater implements RawInflater {
    private final Inflater inflater = new Inflater(true);
    private byte[] input = new byte[0];
    private int end;

    @Override
    public void input(byte[] bytes, int offset, int length) {
        // A copy, so that what follows the stream can be given back; small beside inflating it.
        input = Arrays.copyOfRange(bytes, offset, offset + length);
        end = length;
        inflater.setInput(input, 0, length);
    }

    @Override
    public int inflate(byte[] target, int offset, int length) throws DataFormatException {
        int count = inflater.inflate(target, offset, length);
        if (count == 0 && inflater.needsDictionary()) {
            throw new DataFormatException("it asks for a preset dictionary");
        }
        return count;
    }

    @Override
    public boolean finished() {
        return inflater.finished();
    }

    @Override
    public byte[] rest() {
        return Arrays.copyOfRange(input, end - inflater.getRemaining(), end);
    }

    @Override
    public void reset() {
        inflater.reset();
    }

    @Override
    public void close() {
        inflater.end();
    }
}
