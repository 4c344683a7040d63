using System.CommandLine;
using System.Text;
using Lockstep.Answers;
using Lockstep.Cli.Frame;
using Lockstep.Environments.Bom;
using Lockstep.Files;
using Lockstep.Sharing.Bundles;

namespace Lockstep.Cli.Commands.Env;

/// <summary>Lists what a run was made of and with, for other programs.</summary>
internal static class EnvSbomCommand
{
    public static Command Create()
    {
        var run = RunOptions.Run();
        var output = RunOptions.ToFile("-o", "The file to write, which is replaced; stdout without it.");
        var runs = RunOptions.Runs();
        return new Command("sbom", "Write a bill of materials of a run as CycloneDX 1.6: model, data sets, packages, libraries.") { run, output, runs }
            .WithHelp("""
                The same run gives the same bytes. Its time is when the run ended, or SOURCE_DATE_EPOCH from the environment.

                Examples:
                  lockstep env sbom 3f2a91 -o bom.json
                  lockstep env sbom 3f2a91 | jq '.components[].purl'

                Exit codes: 0 it is written; 2 no such run; 3 the run is not finished, or can't be read.
                """).Writes(parsed => [parsed.GetValue(output)]).Runs((parsed, terminal, cancellation) =>
            {
                using var named = new NamedRuns(parsed.GetRequiredValue(runs), terminal.Message, cancellation);
                var bill = BillOfMaterials.Of(named.Find(parsed.GetRequiredValue(run)));
                foreach (var lack in bill.Lacks)
                {
                    terminal.Warning(lack + ".");
                }

                if (parsed.GetValue(output) is { } file)
                {
                    AtomicFile.WriteAllText(file, bill.Text);
                    terminal.Result($"written    {ShownPath.Of(file)}: {Counted.Of(bill.Components, "component")}, {Counted.Of(bill.Models, "model")}");
                    terminal.Result($"serial     {bill.SerialNumber}");
                }
                else if (!terminal.WantsJson)
                {
                    Stdout.Bytes.Write(Encoding.UTF8.GetBytes(bill.Text));
                    Stdout.Bytes.Flush();
                }

                terminal.Json(BillOfMaterialsAnswer.Of(bill, parsed.GetValue(output) is { } path ? Path.GetFullPath(path) : null));
                return Task.FromResult(ExitCode.Success);
            });
    }
}
