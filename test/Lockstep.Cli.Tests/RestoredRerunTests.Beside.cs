using CliWrap.Buffered;

namespace Lockstep.Cli.Tests;

/// <summary>What lies beside the code, or is an environment in it.</summary>
public sealed partial class RestoredRerunTests
{
    [Fact]
    public async Task A_file_beside_the_repository_and_an_environment_in_it_are_found_by_a_rerun_and_by_a_rerun_of_that()
    {
        using var place = new Workplace();
        await place.ShellAsync("mkdir shared; echo 1 > shared/s.txt; mkdir project; cd project\n" + Dirty
            + "printf '.venv\\n' >> .gitignore; /usr/bin/python3 -m venv --without-pip .venv; git commit -qam two");
        async Task<string> InAsync(params string[] arguments)
        {
            var result = await place.Lockstep(arguments).WithWorkingDirectory(place.PathOf("project"))
                .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
            Assert.True(result.ExitCode == 0, result.StandardError);
            return result.StandardError;
        }

        const string code = "import sys; assert sys.prefix != sys.base_prefix; open('made', 'w').write(open('../shared/s.txt').read())";
        await InAsync("exec", "--name", "one", "--", ".venv/bin/python", "-c", code);
        await place.ShellAsync("cd project; rm made; git commit -q --allow-empty -m more");

        Assert.Contains("identical: the same bits as one", await InAsync("rerun", "one", "--name", "two"), StringComparison.Ordinal);
        Assert.Contains("identical: the same bits as two", await InAsync("rerun", "two"), StringComparison.Ordinal);
    }
}
