package dev.varve.cli.copy;

import dev.varve.cli.client.Content;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A directory as the archive that it would be: an image layout that lies unpacked on the disk.
public final class DirectoryArchive {
    private DirectoryArchive() {}

    /// What is in the directory, made into an archive while it is sent.
    public static Content of(Path directory) {
        return out -> write(directory, out);
    }

    private static void write(Path directory, OutputStream out) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(children::add);
        }
        children.sort(null);
        BufferedOutputStream buffered = new BufferedOutputStream(out, 64 * 1024);
        TarWriter tar = new TarWriter(buffered);
        LocalPacker packer = new LocalPacker(tar);
        for (Path child : children) {
            packer.pack(child, String.valueOf(child.getFileName()));
        }
        tar.finish();
        buffered.flush();
    }
}
