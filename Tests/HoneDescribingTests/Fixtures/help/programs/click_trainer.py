"""A trainer with click: ranges, choices, switches in pairs, shown defaults."""
import click


@click.command(context_settings={"show_default": True})
@click.option("--lr", type=click.FloatRange(1e-5, 1.0), default=1e-3, help="Learning rate.")
@click.option("--layers", type=click.IntRange(1, 8), default=2, help="Hidden layers.")
@click.option("--dropout", type=click.FloatRange(0, 1, max_open=True), default=0.1, help="Share of units that are dropped.")
@click.option("--leaves", type=click.IntRange(min=2), default=31, help="Leaves of a tree.")
@click.option("--optimizer", "-o", type=click.Choice(["adam", "sgd", "rmsprop"], case_sensitive=False), default="adam", help="Optimiser.")
@click.option("--shuffle/--no-shuffle", default=True, help="Draw the rows anew in each epoch.")
@click.option("--amsgrad", is_flag=True, help="The variant of Adam that never forgets a large gradient.")
@click.option("--l2", type=float, default=0.0, help="Penalty on squared weights.")
@click.option("--train", type=click.Path(exists=True), required=True, help="Rows to learn from.")
@click.option("--seed", type=int, default=1)
@click.option("--name", default="run", help="Name of the run.")
def main(**options):
    """Fit a network to a table.

    Reads the table given by --train and prints the error on held-out rows as "error: NUMBER".
    """


main()
