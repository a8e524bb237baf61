<?php

declare(strict_types=1);

final class WachatError extends RuntimeException
{
}

/** What a shop plugin needs of Wachat, in plain PHP: no Composer, and no extension that could be missing. */
final class Wachat
{
    public function __construct(private string $url, private string $key)
    {
    }

    /** The number may have any format: it is reduced to digits, since Wachat takes nothing else. */
    public function create(string $displayName, string $number): array
    {
        $number = preg_replace('/\D/', '', $number);
        return $this->call('POST', '/instance/create', [], ['instanceName' => $displayName, 'number' => $number]);
    }

    // All but create take the technical name: apiInstanceName in the reply of create.

    public function state(string $technicalName): string
    {
        return $this->call('GET', '/instance/state', ['instanceName' => $technicalName])['instance']['state'];
    }

    /** Polls until the state is the expected one; after so many seconds, fails with the state it has instead. */
    public function waitFor(string $state, string $technicalName, int $seconds): void
    {
        for ($end = microtime(true) + $seconds; ($now = $this->state($technicalName)) !== $state; usleep(250_000)) {
            if (microtime(true) > $end) {
                throw new WachatError("$technicalName is $now after $seconds s, not $state");
            }
        }
    }

    public function logout(string $technicalName): void
    {
        $this->call('DELETE', '/instance/logout', ['instanceName' => $technicalName]);
    }

    public function delete(string $technicalName): void
    {
        $this->call('DELETE', '/instance/delete', ['instanceName' => $technicalName]);
    }

    /** Whether a webhook comes from Wachat: checks the header X-Wachat-Signature against the raw body, as received. */
    public static function isSigned(string $secret, string $timestamp, string $body, string $signature): bool
    {
        return hash_equals(hash_hmac('sha256', "$timestamp.$body", $secret), $signature);
    }

    public function call(string $method, string $path, array $query = [], ?array $body = null): array
    {
        $context = stream_context_create(['http' => [
            'method' => $method,
            'header' => [
                "Authorization: Bearer $this->key",
                'Accept: application/json',
                ...($body === null ? [] : ['Content-Type: application/json']),
            ],
            'content' => $body === null ? '' : json_encode($body, JSON_THROW_ON_ERROR),
            'timeout' => 20,
            'ignore_errors' => true,
        ]]);
        $stream = @fopen($this->url . $path . ($query ? '?' . http_build_query($query) : ''), 'r', false, $context);
        if ($stream === false) {
            throw new WachatError(error_get_last()['message'] ?? 'Wachat did not answer');
        }
        $status = (int) explode(' ', stream_get_meta_data($stream)['wrapper_data'][0])[1];
        $text = stream_get_contents($stream);
        $reply = json_decode($text, true);
        if ($status >= 300 || !is_array($reply)) {
            // Usually a sentence; a proxy in between may send an HTML page.
            throw new WachatError(is_string($reply['error'] ?? null) ? $reply['error'] : $text, $status);
        }
        return $reply;
    }
}
