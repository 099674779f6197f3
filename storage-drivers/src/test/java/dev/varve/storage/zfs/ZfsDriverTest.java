package dev.varve.storage.zfs;

import dev.varve.fixtures.disk.ZfsPool;
import dev.varve.storage.DriverOptions;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.WritableDiffContract;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The contract on zfs. All tests share a pool; each has a dataset of its own for its layers.
final class ZfsDriverTest extends WritableDiffContract {
    private static ZfsPool pool;
    private String parent = "";

    @BeforeAll
    static void createPool(@TempDir Path directory) throws IOException {
        pool = ZfsPool.create(directory, 1L << 30);
    }

    @AfterAll
    static void destroyPool() throws IOException {
        pool.close();
    }

    @Override
    protected StorageDriver open(Path home) throws IOException {
        if (parent.isEmpty()) {
            parent = pool.dataset("t" + Long.toHexString(System.nanoTime()));
        }
        return ZfsDriver.open(home, DriverOptions.parse(List.of("zfs.fsname=" + parent)));
    }

    @Override
    protected int depth() {
        return 125;
    }

    @Override
    protected boolean mounts() {
        return true;
    }

    @Override
    protected boolean keepsFractionsOfSeconds() {
        return false; // zfs-fuse passes on whole seconds
    }

    @Override
    protected int deaths() {
        // Each takes a second and more, for the programs that run.
        return Integer.getInteger("varve.crash.deaths", 6);
    }

    @Override
    protected Set<String> kept() throws IOException {
        Set<String> kept = new TreeSet<>(super.kept());
        kept.addAll(
                ZfsPool.run("zfs", "list", "-H", "-r", "-t", "all", "-o", "name", parent)
                        .lines()
                        .toList());
        return kept;
    }
}
