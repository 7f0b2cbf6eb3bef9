"""The court fee of a case: the bill, its payment, relief, what goes back, and the books compared with the provider."""
