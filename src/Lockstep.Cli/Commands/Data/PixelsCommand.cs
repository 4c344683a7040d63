using System.CommandLine;
using Lockstep.Cli.Frame;
using Lockstep.Files;
using Lockstep.Samples.Formats;
using Lockstep.Snapshots;
using Lockstep.Vision.Answers;
using Lockstep.Vision.Images;
using Lockstep.Vision.Inspection;

namespace Lockstep.Cli.Commands.Data;

/// <summary>Writes a digest of every decoded image, so that two machines can prove that they see the same pixels.</summary>
internal static class PixelsCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "The data set's folder." };
        var output = new Option<string?>("--output", "-o") { HelpName = "FILE", Description = "Write the digests there; to stdout without it." };
        var orientation = new Option<OrientationRule>("--orientation")
        {
            HelpName = "apply|ignore|refuse",
            Description = "What to do with a picture that EXIF says to turn; as a recipe's data.orientation.",
            DefaultValueFactory = _ => OrientationRule.Apply
        };
        return new Command("pixels", "Decode every image of DIR and write the SHA-256 of its pixels: one line per image, and one over all.")
        {
            folder, output, orientation
        }.WithHelp("""
            Two machines with the same 'all' see the same pixels; with different ones, diff the two files. docs/formats/images.md says what is hashed.

            Example:
              lockstep data pixels data/cats-dogs-v1 -o pixels.txt

            Exit codes: 0 all decoded; 1 some are broken, and listed with the reason; 2 wrong usage; 3 failed.
            """).Writes(parsed => [parsed.GetValue(output)], parsed => parsed.GetValue(folder)).Runs(async (parsed, terminal, cancellation) =>
        {
            var snapshot = NamedSnapshot.Existing(parsed.GetRequiredValue(folder));
            var digests = await Task.Run(() => Digest(snapshot, parsed.GetValue(orientation), cancellation), cancellation).ConfigureAwait(false);
            var file = parsed.GetValue(output);
            if (file is not null)
            {
                Write(file, digests);
            }

            Print(terminal, digests, file);
            return digests.Broken.Any() ? ExitCode.No : ExitCode.Success;
        });
    }

    private static PixelDigests Digest(Snapshot snapshot, OrientationRule orientation, CancellationToken cancellation)
    {
        var manifest = NamedSnapshot.ManifestOf(snapshot, cancellation);
        var images = DatasetFormats.Read(DatasetFormats.Auto, snapshot, manifest).Images;
        return PixelDigests.Of(snapshot, images.Images.Select(image => image.Source), orientation, cancellation);
    }

    private static void Write(string file, PixelDigests digests)
    {
        try
        {
            AtomicFile.WriteAllText(file, digests.ToText());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new LockstepException($"{file}: can't be written: {exception.Message}", exception);
        }
    }

    private static void Print(Terminal terminal, PixelDigests digests, string? file)
    {
        var broken = digests.Broken.ToArray();
        if (file is null)
        {
            terminal.Result(digests.ToText().TrimEnd('\n'));
        }
        else
        {
            terminal.Result($"pixels     {ShownPath.Of(Path.GetFullPath(file))}");
            terminal.Result($"all        {digests.All}");
            terminal.Result($"images     {digests.Samples.Count - broken.Length}, decoded by {ImageDecoder.Name} {ImageDecoder.Version}");
            foreach (var sample in broken)
            {
                terminal.Result($"broken     {sample.Name}: {sample.Reason}");
            }
        }

        terminal.Json(PixelDigestsAnswer.Of(digests, file));
    }
}
