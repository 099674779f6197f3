package dev.varve.index;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/// The tables of the index. Instants are seconds since 1970 and nanoseconds, digests and references
/// are their text, layer keys are the driver's.
final class Schema {
    private static final int VERSION = 3;

    /// Images that are mounted without a container, and the driver that shows them. Since version
    /// 2.
    private static final String IMAGE_MOUNT =
            """
            CREATE TABLE image_mount (
                image TEXT PRIMARY KEY REFERENCES image(id),
                driver TEXT NOT NULL,
                since_second INTEGER NOT NULL,
                since_nano INTEGER NOT NULL
            ) WITHOUT ROWID\
            """;

    /// What a check has found damaged: blobs, for which `driver` is empty, by digest, and unpacked
    /// layers by chainID. Since version 3.
    private static final String DAMAGE =
            """
            CREATE TABLE damage (
                object TEXT NOT NULL,
                driver TEXT NOT NULL,
                problem TEXT NOT NULL,
                PRIMARY KEY (object, driver)
            ) WITHOUT ROWID\
            """;

    private static final String[] TABLES = {
        // Every file under blobs/.
        """
        CREATE TABLE blob (
            digest TEXT PRIMARY KEY,
            size INTEGER NOT NULL,
            media_type TEXT NOT NULL
        ) WITHOUT ROWID\
        """,
        // What a manifest or an index points at. The child need not be in the store: other
        // platforms are not.
        """
        CREATE TABLE edge (
            parent TEXT NOT NULL REFERENCES blob(digest),
            child TEXT NOT NULL,
            PRIMARY KEY (parent, child)
        ) WITHOUT ROWID\
        """,
        "CREATE INDEX edge_by_child ON edge(child)",
        // Unpacked layers. `size` is the layer's own apparent size in bytes.
        """
        CREATE TABLE layer (
            chain_id TEXT NOT NULL,
            driver TEXT NOT NULL,
            layer_key TEXT NOT NULL UNIQUE,
            diff_id TEXT NOT NULL,
            parent TEXT,
            size INTEGER NOT NULL,
            PRIMARY KEY (chain_id, driver)
        ) WITHOUT ROWID\
        """,
        "CREATE INDEX layer_by_parent ON layer(parent)",
        // `id` is the digest of the config, `manifest` the one it came by. Where the two are the
        // same, this is an artifact, which has no layers here.
        """
        CREATE TABLE image (
            id TEXT PRIMARY KEY,
            manifest TEXT NOT NULL,
            parent TEXT,
            created_second INTEGER,
            created_nano INTEGER,
            size INTEGER NOT NULL,
            has_config INTEGER NOT NULL,
            labels TEXT NOT NULL,
            os TEXT NOT NULL,
            architecture TEXT NOT NULL,
            variant TEXT NOT NULL,
            os_version TEXT NOT NULL,
            tagged_second INTEGER,
            tagged_nano INTEGER
        ) WITHOUT ROWID\
        """,
        "CREATE INDEX image_by_parent ON image(parent)",
        "CREATE INDEX image_by_manifest ON image(manifest)",
        """
        CREATE TABLE image_layer (
            image TEXT NOT NULL REFERENCES image(id),
            position INTEGER NOT NULL,
            chain_id TEXT NOT NULL,
            diff_id TEXT NOT NULL,
            size INTEGER NOT NULL,
            PRIMARY KEY (image, position)
        ) WITHOUT ROWID\
        """,
        "CREATE INDEX image_layer_by_chain ON image_layer(chain_id)",
        // Tags and digest references. `target` is the manifest or index that the registry served.
        """
        CREATE TABLE name (
            reference TEXT PRIMARY KEY,
            image TEXT NOT NULL REFERENCES image(id),
            target TEXT NOT NULL REFERENCES blob(digest)
        ) WITHOUT ROWID\
        """,
        "CREATE INDEX name_by_image ON name(image)",
        "CREATE INDEX name_by_target ON name(target)",
        // `image` is the ID at creation; the image itself may go before the container does.
        // `chain_id` is the stack below the writable layer, absent for an image without layers.
        // `attached` is when it was last asked for; whether it still is, the driver knows.
        """
        CREATE TABLE container (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            image TEXT NOT NULL,
            image_text TEXT NOT NULL,
            driver TEXT NOT NULL,
            layer_key TEXT NOT NULL UNIQUE,
            chain_id TEXT,
            created_second INTEGER NOT NULL,
            created_nano INTEGER NOT NULL,
            config TEXT NOT NULL,
            host_config TEXT NOT NULL,
            attached_second INTEGER,
            attached_nano INTEGER
        ) WITHOUT ROWID\
        """,
        "CREATE INDEX container_by_image ON container(image)",
        "CREATE INDEX container_by_chain ON container(chain_id)",
        // Bytes whose rows are gone and whose files are to be deleted: the collector's journal.
        """
        CREATE TABLE garbage (
            position INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            driver TEXT NOT NULL,
            name TEXT NOT NULL,
            UNIQUE (kind, name)
        )\
        """,
        IMAGE_MOUNT,
        DAMAGE,
    };

    private Schema() {}

    static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int found = statement.executeQuery("PRAGMA user_version").getInt(1);
            if (found == VERSION) {
                connection.rollback();
                return;
            }
            if (found == 1 || found == 2) {
                if (found == 1) {
                    statement.execute(IMAGE_MOUNT);
                }
                statement.execute(DAMAGE);
                statement.execute("PRAGMA user_version = " + VERSION);
                connection.commit();
                return;
            }
            if (found != 0) {
                throw new SQLException(
                        "it has schema version "
                                + found
                                + ", and this Varve reads version "
                                + VERSION);
            }
            for (String table : TABLES) {
                statement.execute(table);
            }
            statement.execute("PRAGMA user_version = " + VERSION);
            connection.commit();
        }
    }
}
