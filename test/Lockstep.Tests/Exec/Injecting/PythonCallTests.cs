using Lockstep.Exec.Python;

namespace Lockstep.Tests.Exec.Injecting;

public sealed class PythonCallTests
{
    [Theory]
    [InlineData("python train.py -I", "", "Script", "", "train.py -I")]
    [InlineData("python -I train.py --lr 1", "-I", "Script", "I", "train.py --lr 1")]
    [InlineData("python -Es train.py", "-Es", "Script", "E", "train.py")]
    [InlineData("python -u -W ignore -X dev=1 train.py", "-u -W ignore -X dev=1", "Script", "", "train.py")]
    [InlineData("python -WI -XS train.py", "-WI -XS", "Script", "", "train.py")]
    [InlineData("python -Im tool -S", "-I", "Module", "I", "-m tool -S")]
    [InlineData("python -mtool -E", "", "Module", "", "-m tool -E")]
    [InlineData("python -SIc code x", "-SI", "Text", "SI", "-c code x")]
    [InlineData("python -S -", "-S", "StandardInput", "S", "-")]
    [InlineData("python -E", "-E", "None", "E", "")]
    [InlineData("python --version", "--version", "None", "", "")]
    [InlineData("python --check-hash-based-pycs always -I a.py", "--check-hash-based-pycs always -I", "Script", "I", "a.py")]
    [InlineData("python -- -I", "", "Script", "", "-I")]
    public void A_call_is_taken_apart_as_Python_does_it(string command, string flags, string target, string isolation, string rest)
    {
        var call = PythonCall.Parse(command.Split(' '));
        Assert.Equal((flags, target, isolation, rest), (string.Join(' ', call.Flags), call.Target.ToString(), call.Isolation, string.Join(' ', call.Rest)));
    }

    [Theory]
    [InlineData("python", true)]
    [InlineData("/usr/bin/python3.11", true)]
    [InlineData("venv/bin/python3", true)]
    [InlineData("pypy3", true)]
    [InlineData("python3.13t", true)]
    [InlineData("python-config", false)]
    [InlineData("ipython", false)]
    [InlineData("python.py", false)]
    public void A_Python_is_known_by_its_name(string program, bool expected) => Assert.Equal(expected, PythonProgram.IsName(program));
}
