namespace Lockstep.Cli.Tests;

/// <summary>The native libraries that R loads are in the Environment lock, and hold as Python's do.</summary>
public sealed class EnvOfRTests
{
    [Fact]
    public async Task A_library_of_R_that_was_swapped_is_named_by_verify_and_refuses_the_rerun()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/Rscript"), "needs R: apt-get install r-base-core");
        using var place = new Workplace();
        var said = await place.ShellAsync($$"""
            export XDG_CACHE_HOME=$PWD/cache
            lockstep() { dotnet '{{Workplace.Program}}' "$@"; }
            swap() { cp /usr/lib/x86_64-linux-gnu/$1 other; mv other "$HOME_OF_LIBRARY/libtiny.so"; } # never written into: R may have it in memory
            export HOME_OF_LIBRARY=$(mktemp -d)
            trap 'rm -r "$HOME_OF_LIBRARY"' EXIT
            cat > draw.R <<'END'
            invisible(dyn.load(file.path(Sys.getenv("HOME_OF_LIBRARY"), "libtiny.so")))
            paste0 <- function(...) stop("mine") # what a script defines is no matter of the profile's
            writeLines("1", "out.txt")
            END
            swap libz.so.1
            lockstep exec --name a -q -- Rscript draw.R
            lockstep env verify a
            jq -r '.relevant.libraries | keys[]' runs/a/locks/environment.json
            swap libbz2.so.1.0
            lockstep env verify a || echo "verify $?"
            lockstep rerun a 2>&1 || echo "rerun $?"
            swap libz.so.1
            lockstep rerun a 2>&1 | grep verdict
            """);

        // R prints nothing of its own for what the profile does.
        Assert.StartsWith("the same, in all that changes results\n", said, StringComparison.Ordinal);
        Assert.All(["libR.so", "libtiny.so", "stats.so"], library => Assert.Contains($"\n{library}\n", said, StringComparison.Ordinal));
        Assert.Matches("\n  libraries.libtiny.so: recorded [0-9a-f]{12}, here [0-9a-f]{12}; it can change everything\nverify 1\n", said);
        Assert.Matches("(?s)\n  Environment: libraries.libtiny.so: recorded .*rerun 1\n", said);
        Assert.EndsWith("verdict    identical: the same bits as a\n", said, StringComparison.Ordinal);
    }
}
