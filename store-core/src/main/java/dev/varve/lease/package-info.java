/// Leases: what is in use but not yet named. The collector spares what a lease holds. They live in
/// memory, since what they protect dies with the daemon and is swept at the next start.
@NullMarked
package dev.varve.lease;

import org.jspecify.annotations.NullMarked;
