"""What documents claim: fact kinds, facts, claims, reviews, quantities, conflicts, the accepted view."""
