using System.Buffers;
using System.IO.Pipelines;
using CsCheck;
using RealtimeHub.Transport.Buffers;

namespace RealtimeHub.Transport.Tests.Buffers;

/// <summary>What holds for each order of appends and reads.</summary>
public sealed class ByteInputProperties
{
    private static readonly Gen<(char Kind, int Amount, int More)> Steps = Gen.Select(
        Gen.Frequency((4, Gen.Const('a')), (3, Gen.Const('r')), (3, Gen.Const('h')), (1, Gen.Const('c'))), Gen.Int[0, 700], Gen.Int[0, 700]);

    [Fact]
    public void What_is_read_is_what_was_appended() =>
        Steps.Array[1, 60].Sample(
            steps =>
            {
                var run = new Run();
                foreach (var step in steps) run.Do(step.Kind, step.Amount, step.More);
                run.Finish();
            },
            iter: Campaign.Size(5_000, whenLong: 1_000_000));

    /// <summary>Bytes that count; the reader looks whether they go on counting.</summary>
    private sealed class Run
    {
        private readonly ByteInput _input = new(limit: 500, () => { });
        private ReadResult? _held;
        private int _appended;
        private int _consumed;
        private int _seen;

        public void Do(char kind, int amount, int more)
        {
            if (kind == 'a') Append(amount);
            if (kind == 'c') _input.CancelPendingRead();
            if (kind == 'r') Advance(amount, more);
            if (kind is 'h' or 'r') Hold();
        }

        public void Finish()
        {
            Advance(0, 0);
            Assert.Equal(_appended - _consumed, _input.TakeRest().Length);
        }

        private void Append(int count)
        {
            _input.Append([.. Enumerable.Range(_appended, count).Select(i => (byte)i)]);
            _appended += count;
        }

        private void Hold()
        {
            if (_held is not null) return;
            if (_input.TryRead(out var result)) _held = result;
            else Assert.Equal(_appended, _seen);
        }

        private void Advance(int consumed, int more)
        {
            if (_held is not { } result) return;
            var bytes = result.Buffer.ToArray();
            for (var i = 0; i < bytes.Length; i++)
            {
                if (bytes[i] != (byte)(_consumed + i)) Assert.Fail($"byte {i} of {bytes.Length} is {bytes[i]} and not {(byte)(_consumed + i)}");
            }

            consumed = Math.Min(consumed, bytes.Length);
            var examined = Math.Min(consumed + more, bytes.Length);
            _input.AdvanceTo(result.Buffer.GetPosition(consumed), result.Buffer.GetPosition(examined));
            (_held, _seen, _consumed) = (null, _consumed + examined, _consumed + consumed);
        }
    }
}
