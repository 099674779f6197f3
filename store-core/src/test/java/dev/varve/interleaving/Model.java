package dev.varve.interleaving;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a store has, as far as the operations can tell.
///
/// @param names tags, with the image that each means
/// @param images all that are stored, by ID
/// @param containers by name, with the image of each
record Model(Map<String, String> names, Set<String> images, Map<String, String> containers) {
    Model {
        names = new TreeMap<>(names);
        images = new TreeSet<>(images);
        containers = new TreeMap<>(containers);
    }

    Model copy() {
        return new Model(names, images, containers);
    }

    boolean hasName(String image) {
        return names.containsValue(image);
    }

    boolean hasContainer(String image) {
        return containers.containsValue(image);
    }
}
