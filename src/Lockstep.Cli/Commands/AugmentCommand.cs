using System.CommandLine;
using Lockstep.Cli.Commands.Augment;
using Lockstep.Vision.Extending;

namespace Lockstep.Cli.Commands;

/// <summary>The commands on a recipe's augmentation, one a file below <c>Augment/</c>.</summary>
internal static class AugmentCommand
{
    public static Command Create(Extensions extensions) => new("augment", "Look at what a recipe does to images, and check that it does the same each time.")
    {
        PreviewCommand.Create(extensions), CheckCommand.Create(extensions)
    };
}
