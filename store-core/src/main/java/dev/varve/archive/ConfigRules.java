package dev.varve.archive;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.Unsupported;
import dev.varve.oci.DocumentLimits;
import dev.varve.oci.ImageConfig;
import dev.varve.text.GoQuote;

/// Reads an image's config from an archive and refuses what dockerd refuses.
final class ConfigRules {
    private ConfigRules() {}

    static ImageConfig read(ArchiveFile file, DocumentLimits limits) {
        String text = file.text("image configuration", limits.configBytes());
        ImageConfig config = ImageConfig.parse(text, limits);
        if (file.digest().algorithm().equals("sha256") && !config.id().equals(file.digest())) {
            throw new Corrupt("image configuration is not valid UTF-8");
        }
        requireLinux(config);
        return config;
    }

    private static void requireLinux(ImageConfig config) {
        if (!config.os().isEmpty() && !config.os().equalsIgnoreCase("linux")) {
            throw new Unsupported("cannot load " + GoQuote.escape(config.os()) + " image on linux");
        }
    }
}
