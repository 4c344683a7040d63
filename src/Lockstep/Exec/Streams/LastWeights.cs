using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lockstep.Ledgers.Commands;

namespace Lockstep.Exec.Streams;

/// <summary>The last digests of the weights of each optimizer of each process.</summary>
internal sealed class LastWeights
{
    private readonly SortedDictionary<(string Process, uint Optimizer), (byte[] Parameters, byte[] Buffers)> last = [];

    /// <summary>SHA-256 of them all, in hexadecimal digits; null where there is none.</summary>
    public string? Digest
    {
        get
        {
            if (last.Count == 0)
            {
                return null;
            }

            var text = new StringBuilder();
            foreach (var ((process, optimizer), (parameters, buffers)) in last)
            {
                text.Append(CultureInfo.InvariantCulture, $"{process}\t{optimizer}\t{Convert.ToHexStringLower(parameters)}\t{Convert.ToHexStringLower(buffers)}\n");
            }

            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        }
    }

    public void Add(string process, in StepBody step) => last[(process, step.Optimizer)] = (step.Parameters.ToArray(), step.Buffers.ToArray());
}
