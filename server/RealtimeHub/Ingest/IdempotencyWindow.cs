using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using RealtimeHub.Configuration;
using RealtimeHub.Contracts;

namespace RealtimeHub.Ingest;

/// <summary>
/// Remembers which idempotency keys were used, for what payload, and where the event went. Bounded in number and time.
/// </summary>
/// <remarks>
/// Split into parts by the hash of the key, each with its own lock. The lock is held while the event is appended, so two
/// requests with one key at the same moment cannot both append.
/// </remarks>
internal sealed class IdempotencyWindow
{
    private const int MaxParts = 64;

    /// <summary>A part has room for at least so many: keys do not fall evenly, and a small part would forget some far too early.</summary>
    private const int MinKeysPerPart = 1_024;

    private readonly Part[] _parts;

    public IdempotencyWindow(IOptions<RealtimeHubOptions> options, TimeProvider clock)
    {
        var ingest = options.Value.Ingest;
        var parts = Math.Clamp(ingest.MaxIdempotencyKeys / MinKeysPerPart, 1, MaxParts);
        var keysPerPart = ingest.MaxIdempotencyKeys / parts;
        _parts = [.. Enumerable.Range(0, parts).Select(_ => new Part(keysPerPart, ingest.IdempotencyWindow, clock))];
    }

    /// <summary>Appends once per key: the second time the first answer comes back.</summary>
    public PublishOutcome Once(PublishRequest request, string idempotencyKey, Func<PublishRequest, PublishOutcome> append)
    {
        var key = new Key(request.Topic.Value, idempotencyKey, request.BatchItem);
        return _parts[(uint)key.GetHashCode() % (uint)_parts.Length].Once(key, Fingerprint(request), request, append);
    }

    /// <summary>What makes two requests the same: data, key, type and id.</summary>
    internal static UInt128 Fingerprint(PublishRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(request.Data.Bytes.Span);
        hash.AppendData([request.Data.IsJson ? (byte)1 : (byte)0]);
        foreach (var text in new[] { request.Key, request.Type, request.Id })
        {
            // The length goes in front, so that ("ab", "c") and ("a", "bc") differ.
            hash.AppendData(BitConverter.GetBytes(text?.Length ?? -1));
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(text ?? ""));
        }

        return BitConverter.ToUInt128(hash.GetHashAndReset());
    }

    private readonly record struct Key(string Topic, string IdempotencyKey, int? BatchItem);

    private readonly record struct Entry(UInt128 Fingerprint, StreamPosition Position);

    private sealed class Part(int maxKeys, TimeSpan window, TimeProvider clock)
    {
        private readonly Lock _gate = new();

        // Guarded by _gate. The queue holds each key of the dictionary once, oldest first.
        private readonly Dictionary<Key, Entry> _entries = [];
        private readonly Queue<(Key Key, long Used)> _oldestFirst = new();

        public PublishOutcome Once(Key key, UInt128 fingerprint, PublishRequest request, Func<PublishRequest, PublishOutcome> append)
        {
            lock (_gate)
            {
                Forget();
                if (_entries.TryGetValue(key, out var first))
                {
                    return first.Fingerprint == fingerprint
                        ? new PublishOutcome.Duplicate(first.Position)
                        : new PublishOutcome.Rejected(ErrorCode.Conflict, "the idempotency key was used before with another payload");
                }

                var outcome = append(request);
                if (outcome is PublishOutcome.Accepted accepted) Remember(key, new Entry(fingerprint, accepted.Position));
                return outcome;
            }
        }

        private void Remember(Key key, Entry entry)
        {
            if (_entries.Count >= maxKeys) _entries.Remove(_oldestFirst.Dequeue().Key);
            _entries.Add(key, entry);
            _oldestFirst.Enqueue((key, clock.GetTimestamp()));
        }

        private void Forget()
        {
            while (_oldestFirst.TryPeek(out var oldest) && clock.GetElapsedTime(oldest.Used) > window)
            {
                _entries.Remove(_oldestFirst.Dequeue().Key);
            }
        }
    }
}
