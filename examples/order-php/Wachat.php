<?php

declare(strict_types=1);

final class WachatError extends RuntimeException
{
}

/** Sends texts in the way of a public shop plugin, to the header; in plain PHP, without an extension that could be missing. */
final class Wachat
{
    /** @param string $instanceName the technical name of the shop's instance */
    public function __construct(private string $url, private string $key, private string $instanceName)
    {
    }

    /** The number may have any format: it is reduced to digits, since Wachat takes nothing else. */
    public function sendText(string $number, string $message): void
    {
        $number = preg_replace('/\D/', '', $number);
        $this->call('/send/text', [
            'instanceName' => $this->instanceName,
            'number' => $number,
            'message' => $message,
        ]);
    }

    private function call(string $path, array $body): void
    {
        $context = stream_context_create(['http' => [
            'method' => 'POST',
            'header' => [
                "Authorization: Bearer $this->key",
                'Content-Type: application/json',
                'Accept: application/json',
            ],
            'content' => json_encode($body, JSON_THROW_ON_ERROR),
            'timeout' => 20,
            'ignore_errors' => true,
        ]]);
        $stream = @fopen($this->url . $path, 'r', false, $context);
        if ($stream === false) {
            throw new WachatError(error_get_last()['message'] ?? 'Wachat did not answer');
        }
        $status = (int) explode(' ', stream_get_meta_data($stream)['wrapper_data'][0])[1];
        $text = stream_get_contents($stream);
        if ($status >= 300) {
            $reply = json_decode($text, true);
            $shown = $reply['error'] ?? $reply['details'] ?? $text;
            throw new WachatError(is_string($shown) ? $shown : json_encode($shown), $status);
        }
    }
}
