package dev.varve.interleaving;

/// What a client asks for. Each says what it does to a [Model] that nobody else changes meanwhile.
sealed interface Operation {
    /// Changes the model as the operation does, if it can.
    Outcome apply(Model model);

    record Pull(String name, String image) implements Operation {
        @Override
        public Outcome apply(Model model) {
            return bring(model, name, image);
        }
    }

    record Load(String name, String image) implements Operation {
        @Override
        public Outcome apply(Model model) {
            return bring(model, name, image);
        }
    }

    private static Outcome bring(Model model, String name, String image) {
        model.images().add(image);
        model.names().put(name, image);
        return Outcome.DONE;
    }

    /// A pull whose client goes away at some time.
    record CancelledPull(String name, String image) implements Operation {
        @Override
        public Outcome apply(Model model) {
            return bring(model, name, image);
        }
    }

    record Tag(String from, String to) implements Operation {
        @Override
        public Outcome apply(Model model) {
            String image = model.names().get(from);
            if (image == null) {
                return Outcome.NOT_FOUND;
            }
            model.names().put(to, image);
            return Outcome.DONE;
        }
    }

    record Remove(String name) implements Operation {
        @Override
        public Outcome apply(Model model) {
            String image = model.names().get(name);
            if (image == null) {
                return Outcome.NOT_FOUND;
            }
            boolean last = model.names().values().stream().filter(image::equals).count() == 1;
            if (last && model.hasContainer(image)) {
                return Outcome.CONFLICT;
            }
            model.names().remove(name);
            if (last) {
                model.images().remove(image);
            }
            return Outcome.DONE;
        }
    }

    record Prune() implements Operation {
        @Override
        public Outcome apply(Model model) {
            model.images().removeIf(image -> !model.hasName(image) && !model.hasContainer(image));
            return Outcome.DONE;
        }
    }

    record Create(String container, String name) implements Operation {
        @Override
        public Outcome apply(Model model) {
            String image = model.names().get(name);
            if (image == null) {
                return Outcome.NOT_FOUND;
            }
            return model.containers().putIfAbsent(container, image) == null
                    ? Outcome.DONE
                    : Outcome.CONFLICT;
        }
    }

    record RemoveContainer(String container) implements Operation {
        @Override
        public Outcome apply(Model model) {
            return model.containers().remove(container) == null ? Outcome.NOT_FOUND : Outcome.DONE;
        }
    }

    /// Makes an image of a container and removes it again.
    record Commit(String container) implements Operation {
        @Override
        public Outcome apply(Model model) {
            return model.containers().containsKey(container) ? Outcome.DONE : Outcome.NOT_FOUND;
        }
    }
}
