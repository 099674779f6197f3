package dev.varve.registry.net;

import dev.varve.error.StoreException.InvalidArgument;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// A block of addresses, `10.0.0.0/8` or `fd00::/8`.
public final class CidrBlock {
    private final byte[] network;
    private final int bits;

    /// Throws [InvalidArgument] for what is no block.
    public CidrBlock(String text) {
        int slash = text.indexOf('/');
        try {
            String address = text.substring(0, slash);
            if (!address.matches("[0-9a-fA-F.:]+")) {
                throw new InvalidArgument("not an address block: " + text);
            }
            this.network = InetAddress.getByName(address).getAddress();
            this.bits = Integer.parseInt(text.substring(slash + 1));
        } catch (UnknownHostException | NumberFormatException e) {
            throw new InvalidArgument("not an address block: " + text, e);
        }
        if (bits < 0 || bits > network.length * 8) {
            throw new InvalidArgument("not an address block: " + text);
        }
    }

    public boolean containsAny(InetAddress[] addresses) {
        for (InetAddress address : addresses) {
            if (contains(address.getAddress())) {
                return true;
            }
        }
        return false;
    }

    private boolean contains(byte[] address) {
        if (address.length != network.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((address[bit / 8] & mask) != (network[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
