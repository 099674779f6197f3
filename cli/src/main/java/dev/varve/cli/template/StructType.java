package dev.varve.cli.template;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A struct of docker's model: its fields in order.
///
/// Types are declared as text, so that only those that a template asks for are built:
///
/// ```
/// @image.RootFS
/// Type?:s Layers?:[]s
/// ```
///
/// A field is its name, `=` and its name in JSON where that differs, `?` where JSON leaves it out
/// when it is empty, and its type: `s` string, `i` integer, `b` boolean, `t` time, `d` duration,
/// `a` anything, the name of a struct; with `*`, `[]` or `{}` before it a pointer, a list or a map
/// from strings.
public final class StructType {
    /// @param optional whether JSON leaves it out when it is empty
    record Field(String name, String json, boolean optional, GoType type) {}

    private final String name;
    private final Map<String, Field> fields = new LinkedHashMap<>();

    private StructType(String name) {
        this.name = name;
    }

    /// Reads the declarations and gives the type of the name.
    public static StructType of(String declarations, String name) {
        Map<String, StructType> types = new HashMap<>();
        List<String> words = List.of(declarations.strip().split("\\s+"));
        for (String word : words) {
            if (word.startsWith("@")) {
                types.put(word.substring(1), new StructType(word.substring(1)));
            }
        }
        List<StructType> current = new ArrayList<>();
        for (String word : words) {
            if (word.startsWith("@")) {
                current.add(types.get(word.substring(1)));
            } else {
                current.getLast().add(word, types);
            }
        }
        StructType type = types.get(name);
        if (type == null) {
            throw new IllegalArgumentException("no type " + name + " is declared");
        }
        return type;
    }

    private void add(String declaration, Map<String, StructType> types) {
        int colon = declaration.indexOf(':');
        String names = declaration.substring(0, colon);
        boolean optional = names.endsWith("?");
        names = optional ? names.substring(0, names.length() - 1) : names;
        int equals = names.indexOf('=');
        String goName = equals < 0 ? names : names.substring(0, equals);
        String json = equals < 0 ? names : names.substring(equals + 1);
        GoType type = GoType.of(declaration.substring(colon + 1), types);
        fields.put(goName, new Field(goName, json, optional, type));
    }

    /// The JSON as a struct of this type.
    public Struct with(Map<?, ?> json) {
        return new Struct(this, json);
    }

    String name() {
        return name;
    }

    Iterable<Field> fields() {
        return fields.values();
    }

    @Nullable Field field(String goName) {
        return fields.get(goName);
    }
}
