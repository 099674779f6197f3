/// Values of the OCI image format and Docker's schema 2: digests, descriptors, manifests, indexes,
/// configs. Raw bytes come first; parsed forms are views, and nothing that has a digest is ever
/// encoded again.
@NullMarked
package dev.varve.oci;

import org.jspecify.annotations.NullMarked;
