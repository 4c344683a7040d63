using System.CommandLine;
using Lockstep.Cli.Commands.Augment;

namespace Lockstep.Cli.Commands;

/// <summary>The commands on a recipe's augmentation, one a file below <c>Augment/</c>.</summary>
internal static class AugmentCommand
{
    public static Command Create() => new("augment", "Look at what a recipe does to images, and check that it does the same each time.") { PreviewCommand.Create() };
}
