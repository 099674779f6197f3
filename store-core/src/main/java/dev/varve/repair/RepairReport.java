package dev.varve.repair;

import dev.varve.check.CheckReport;
import dev.varve.check.Problem;

import java.util.List;

/// What became of a repair.
///
/// @param after what a check of the same level finds now
/// @param repaired what it found before and does not any more
/// @param failed why the rest could not be mended: sentences
public record RepairReport(CheckReport after, List<Problem> repaired, List<String> failed) {}
