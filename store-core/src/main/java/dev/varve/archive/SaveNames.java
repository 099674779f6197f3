package dev.varve.archive;

import dev.varve.error.StoreException.NotFound;
import dev.varve.gc.IndexView;
import dev.varve.image.ImageLookup;
import dev.varve.index.ImageTable;
import dev.varve.index.NameTable;
import dev.varve.index.Transaction;
import dev.varve.oci.Digest;
import dev.varve.reference.ParsedName;
import dev.varve.reference.Reference;
import dev.varve.reference.ReferenceParser;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Which images and which of their tags a user asks to be saved. As docker has it: a name without a
/// tag means every tag of the repository, and an ID, in full or the start of it, means the image
/// without its tags.
final class SaveNames {
    private static final String ALGORITHM = "sha256";

    private final NameTable names;
    private final ImageTable images;
    private final ImageLookup lookup;

    /// Tags of each image, with what they lead to.
    private final Map<Digest, Map<Reference, Digest>> chosen = new LinkedHashMap<>();

    private SaveNames(Transaction transaction) {
        this.names = new NameTable(transaction);
        this.images = new ImageTable(transaction);
        this.lookup = new ImageLookup(new IndexView(transaction));
    }

    /// The images in the order in which they were asked for, each once.
    static Map<Digest, Map<Reference, Digest>> resolve(
            Transaction transaction, List<String> asked) {
        SaveNames resolver = new SaveNames(transaction);
        asked.forEach(resolver::add);
        return resolver.chosen;
    }

    private void add(String asked) {
        switch (ReferenceParser.parseAny(asked)) {
            case ParsedName.ById(Digest id) -> {
                if (!images.contains(id)) {
                    throw noSuchImage(id.toString());
                }
                tagsOf(id);
            }
            case ParsedName.ByName(Reference name) -> add(asked, name);
        }
    }

    private void add(String asked, Reference name) {
        if (name.familiarName().equals(ALGORITHM)) {
            byPrefix(asked);
        } else if (!name.isNameOnly()) {
            NameTable.Row row =
                    names.find(name.asStored())
                            .orElseThrow(() -> new NotFound("reference does not exist"));
            add(row);
        } else {
            List<NameTable.Row> rows = names.ofRepository(name);
            rows.forEach(this::add);
            if (rows.isEmpty()) {
                byPrefix(asked);
            }
        }
    }

    private void add(NameTable.Row row) {
        Map<Reference, Digest> tags = tagsOf(row.image());
        if (row.reference().digest().isEmpty()) {
            tags.put(row.reference(), row.target());
        }
    }

    private void byPrefix(String asked) {
        tagsOf(lookup.byIdPrefix(asked).orElseThrow(() -> noSuchImage(asked)));
    }

    private Map<Reference, Digest> tagsOf(Digest image) {
        return chosen.computeIfAbsent(image, id -> new LinkedHashMap<>());
    }

    private static NotFound noSuchImage(String what) {
        return new NotFound("No such image: " + what);
    }
}
