using System.CommandLine;
using Lockstep.Answers;
using Lockstep.Cli.Frame;
using Lockstep.Environments.Images;
using Lockstep.Files;
using Lockstep.Sharing.Bundles;

namespace Lockstep.Cli.Commands.Env;

/// <summary>Writes what an image with a run's environment is built from.</summary>
internal static class EnvDockerfileCommand
{
    public static Command Create()
    {
        var run = RunOptions.Run();
        var output = new Option<string>("-o") { HelpName = "DIR", Description = "A new or an empty folder.", Required = true };
        var image = new Option<string?>("--image")
        {
            HelpName = "NAME@sha256:…",
            Description = "The image to begin with, by its digest; without it, the one of the run's distribution, by its tag."
        };
        var repository = new Option<string?>("--repository")
        {
            HelpName = "DIR",
            Description = "A clone that has the run's commit; without it, the one that you are in, and then the one that the run was made in.",
        };
        var trust = new Option<bool>("--trust") { Description = "Take the run's locks/requirements.txt as it is, with options and addresses." };
        var runs = RunOptions.Runs();
        return new Command("dockerfile", "Write a folder that an image is built from, in which the run is rerun: Dockerfile, devcontainer.json, code, bundle.")
        {
            run, output, image, repository, trust, runs
        }.WithHelp("""
            Nothing is built. Data sets are not in the image: they are mounted, and checked at the rerun.

            Examples:
              lockstep env dockerfile 3f2a91 -o image
              docker build --build-context lockstep=CLONE -t rerun image && docker run --rm rerun

            Exit codes: 0 it is written; 2 no such run, no digest, or the folder is not empty; 3 the code is nowhere, or the system has no image.
            """).Writes(parsed => [parsed.GetValue(output)]).Runs((parsed, terminal, cancellation) =>
        {
            using var named = new NamedRuns(parsed.GetRequiredValue(runs), terminal.Message, cancellation);
            var written = ImageFolder.Write(
                named.Find(parsed.GetRequiredValue(run)), parsed.GetRequiredValue(output), parsed.GetValue(image), parsed.GetValue(repository),
                parsed.GetValue(trust), cancellation);
            terminal.Result($"folder     {ShownPath.Of(written.Folder)}: code/, {string.Join(", ", written.Files)}");
            terminal.Result($"image      {written.Base}{(written.IsPinned ? "" : ", by a tag, which can be moved: --image NAME@sha256:… pins it")}");
            foreach (var note in written.Notes)
            {
                terminal.Warning(note + ".");
            }

            terminal.Result($"Build it: see the first lines of {ShownPath.Of(Path.Combine(written.Folder, "Dockerfile"))}");
            terminal.Json(ImageAnswer.Of(written));
            return Task.FromResult(ExitCode.Success);
        });
    }
}
