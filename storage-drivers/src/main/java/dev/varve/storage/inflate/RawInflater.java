package dev.varve.storage.inflate;

import java.util.Optional;
import java.util.zip.DataFormatException;

/// Uncompresses one raw deflate stream (RFC 1951) after the other. Not safe for use by several
/// threads at once.
///
/// The caller gives input with [#input], takes output with [#inflate] until it gives nothing, and
/// then gives more input, or is at the end of the stream when [#finished] says so.
public interface RawInflater extends AutoCloseable {
    /// The fastest that works here.
    static RawInflater open() {
        Optional<IsalLibrary> isal = IsalLibrary.find();
        return isal.isPresent() ? new IsalInflater(isal.get()) : new JdkInflater();
    }

    /// What [#open] gives: `ISA-L` or `zlib of the JDK`.
    static String name() {
        return IsalLibrary.find().isPresent() ? "ISA-L" : "zlib of the JDK";
    }

    /// Gives bytes to uncompress. To be called only when those given before are used up.
    ///
    /// @param bytes are not kept when this returns
    void input(byte[] bytes, int offset, int length);

    /// Uncompresses what there is.
    ///
    /// @return how many bytes were put into `target`; 0 when input is missing or the stream is at
    ///   its end
    /// @throws DataFormatException when the data is no deflate stream
    int inflate(byte[] target, int offset, int length) throws DataFormatException;

    /// Whether the stream's last byte was given out.
    boolean finished();

    /// What follows the stream of the bytes given so far: at most as many as were last given, and
    /// eight. Only when [#finished].
    byte[] rest();

    /// Makes ready for another stream.
    void reset();

    /// A second call does nothing.
    @Override
    void close();
}
