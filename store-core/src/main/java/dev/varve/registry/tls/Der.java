package dev.varve.registry.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/// As much of DER as it takes to wrap an older private key into PKCS #8. Sources: RFC 5208, RFC
/// 8017 A.1.2, RFC 5915.
final class Der {
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int PARAMETERS = 0xa0;
    private static final byte[] VERSION_0 = {0x02, 1, 0};
    private static final byte[] NULL = {0x05, 0};

    /// 1.2.840.113549.1.1.1
    private static final byte[] RSA = {
        0x06, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1
    };

    /// 1.2.840.10045.2.1
    private static final byte[] EC = {0x06, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

    private final byte[] bytes;
    private int at;

    private Der(byte[] bytes) {
        this.bytes = bytes;
    }

    static byte[] rsaToPkcs8(byte[] key) {
        return pkcs8(RSA, NULL, key);
    }

    /// Throws [IllegalArgumentException] for a key that does not name its curve.
    static byte[] ecToPkcs8(byte[] key) {
        Der fields = new Der(new Der(key).value(SEQUENCE));
        while (fields.at < fields.bytes.length) {
            int tag = fields.bytes[fields.at] & 0xff;
            byte[] value = fields.value(tag);
            if (tag == PARAMETERS) {
                return pkcs8(EC, value, key);
            }
        }
        throw new IllegalArgumentException("the key does not name its curve");
    }

    private static byte[] pkcs8(byte[] algorithm, byte[] parameters, byte[] key) {
        byte[] identifier = element(SEQUENCE, join(algorithm, parameters));
        return element(SEQUENCE, join(VERSION_0, identifier, element(OCTETS, key)));
    }

    /// Reads one element and steps behind it.
    private byte[] value(int tag) {
        if (at + 2 > bytes.length || (bytes[at] & 0xff) != tag) {
            throw new IllegalArgumentException("not the DER that it should be");
        }
        int length = bytes[at + 1] & 0xff;
        at += 2;
        if (length > 0x7f) {
            int count = length & 0x7f;
            if (count > 3 || at + count > bytes.length) {
                throw new IllegalArgumentException("a length that cannot be");
            }
            length = 0;
            for (int i = 0; i < count; i++) {
                length = length << 8 | (bytes[at++] & 0xff);
            }
        }
        if (length > bytes.length - at) {
            throw new IllegalArgumentException("an element that is cut off");
        }
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    private static byte[] element(int tag, byte[] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(value.length + 5);
        out.write(tag);
        if (value.length < 0x80) {
            out.write(value.length);
        } else {
            out.write(0x83);
            out.write(value.length >> 16);
            out.write(value.length >> 8);
            out.write(value.length);
        }
        out.writeBytes(value);
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
